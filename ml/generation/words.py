"""Word lists behind the grammar: what tells a verb from a noun, and words that keep their capital letter."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs that begin a benefit and can follow "ready to": nothing else is spelled like them.
VERBS = _set(
    "grind integrate "
    "achieve adapt add adopt afford analyse analyze answer arrange automate avoid become begin bring build "
    "calm carry catch celebrate clean clear collect combine compare complete connect cook cover create cut "
    "decide deliver discover draw earn eat edit enjoy ensure explore feel find finish follow forget get give "
    "go grow guide handle hear help hire hold identify improve increase invite join keep know launch learn "
    "let listen live lower maintain make manage master measure meet monitor move navigate open organise "
    "organize own paint plant play prepare prevent protect prove publish put raise reach read receive recover "
    "reduce relax remember remove replace reuse ride run save see sell send serve share sharpen simplify sing "
    "sleep solve speak speed spend split stay store strengthen streamline swap sync take teach tell think "
    "train transform translate travel understand unlock use visit walk wear win work write schedule"
)
# They may begin a noun phrase just as well ("track record"), so what follows them decides.
VERBS_OR_NOUNS = _set(
    "access battle block last cost pack stretch seal dry hold clean boost call charge check control cook "
    "cover design display drink drive exercise experience feed fight file fix heat import export plan ride "
    "rent repair report rest search sponsor study support test tour track update wash watch water work guide "
    "train"
)
# Conditions rather than gains: "Ready to cancel any time?" is no question to ask.
CONDITIONS = _set("cancel return pay book order call change switch choose try apply start buy subscribe request")
PARTICIPLES = _set("run made read cut put built led sold written grown set")
OTHER_STARTS = _set(
    "always never just only also even same next early late daily weekly monthly yearly hourly fixed flat two "
    "three four five six seven eight nine ten twelve twenty hundred thousand double single full half big "
    "large high low long short wide deep thick thin strong clear good great better nice tasty crisp rich pure "
    "raw dry wet hot cold cool modern classic original real true honest personal friendly expert experienced "
    "skilled live instant automatic manual digital mobile direct extra everyday everything something anything "
    "nothing meal meals class classes lesson recipe recipes battery batteries sole soles pocket pockets fee "
    "fees price prices cost costs day days week weeks hour hours minute minutes second seconds month months "
    "year years near close far around across inside outside emergency express overnight weekend holiday "
    "summer winter spring autumn zero setup sign-up check-in checkout between before after during through "
    "against because while there here now then today tonight soon evening morning night family children kids "
    "pet pets dog dogs cat cats plant plants invoice invoices payment payments report reports team teams "
    "customer customers member members people volunteers guides trainers teachers doctors tested"
)
COMMON_ENDINGS = ("ed", "ing", "able", "ible", "ly", "ic", "ical", "ous", "ful", "less", "ive", "tion", "ment", "ness")
AFTER_VERB = _set("a an the your you any every all each up more less this that these those what how where our its it")
SAFE_THIRD_PERSON = _set(
    "is are stays keeps lasts works fits comes gets makes goes saves needs takes has have can will does do runs"
)
ADJECTIVES = _set(
    "waterproof handmade handcrafted made ready easy quick built designed tested certified vegan organic "
    "lightweight durable reusable recyclable washable foldable adjustable refillable available suitable "
    "compatible dishwasher-safe compact portable wireless rechargeable soft warm light quiet calm gentle "
    "local independent open free fair seasonal fresh crafted sourced grown roasted brewed baked woven knitted "
    "sewn printed packed inspired powered based trusted insured licensed regulated accredited registered "
    "family-run family-owned solar-powered breathable biodegradable compostable plant-based fragrance-free "
    "family-friendly pet-friendly vegetarian halal kosher sturdy slim flexible modular secure private simple "
    "smart non-toxic machine-washable hand-finished tailored tuned"
)
LINKS = _set("in from for with by to at on of and or without under over than enough until as near within")
# Heads of noun phrases that need an article in the singular, and heads that never take one.
COUNTABLE = _set(
    "warranty app battery screen team dashboard kit bag trial design handle strap case pocket lid charger "
    "cable workshop course lesson guide toolkit library gym pool garden kitchen room appointment consultation "
    "plan report quote coach trainer mentor technician plumber inbox calendar planner template box bottle "
    "filter blade motor engine frame seat basket lock sensor camera lens grip sole lining membership account "
    "card policy portal discount voucher gift receipt checklist menu terrace platform tool view button backup "
    "timer display zip"
)
MASS = _set(
    "support shipping delivery leather cotton wool steel oak access setup training parking breakfast storage "
    "quality service advice help care security privacy software hardware coffee tea food bread water comfort "
    "taste sound light energy power time money protection insurance maintenance onboarding reporting hosting "
    "packaging wood linen silk aluminium aluminum glass honey chocolate music transport pickup repair "
    "assembly installation cleaning billing tracking integration automation encryption compliance "
    "transparency ventilation insulation"
)
NOUN_ENDINGS = ("tion", "ment", "ness", "ity", "ance", "ence", "ship")
DETERMINERS = _set("a an the your our no any every all each both more less some many several zero half this these")
PRONOUNS = _set("you we they it there i")
PLURAL_PEOPLE = _set("people women men children kids everyone anyone folks youth staff police alumni media crew")
SINGULAR_ENDINGS = ("er", "or", "ist", "ian", "ant", "ent", "mom", "mum", "dad", "owner", "parent", "founder", "fan")
# A capital first letter of these is only the start of a line; other capitals may be names and stay.
COMMON_STARTS = _set(
    "young busy small new home first-time marathon trail road coffee tea dog cat pet plant music book car "
    "bike cyclists runners parents families students teachers founders owners managers marketers designers "
    "developers engineers nurses doctors homeowners landlords tenants travellers travelers hikers climbers "
    "swimmers gamers readers writers cooks chefs bakers gardeners artists musicians photographers freelancers "
    "retirees seniors teenagers professionals women men people adults kids children everyone anyone working "
    "urban rural local independent online outdoor remote amateur hobby weekend frequent health fitness yoga "
    "fashion beauty finance marketing sales it hr software data product creative sustainable healthy vegan "
    "vegetarian organic home-office self-employed commuters volunteers donors savers investors couples "
    "newlyweds expats graduates accountants lawyers executives buyers drivers riders players lovers fans "
    "shoppers collectors beginners experts teams companies businesses startups start-ups shops restaurants "
    "cafés agencies schools clubs makers neighbours neighbors residents trail-running running cycling hiking "
    "climbing cooking baking gardening reading travel travelling photography camping fishing painting drawing "
    "knitting sewing dancing singing swimming skiing surfing gaming design art technology science history "
    "nature wellness mindfulness parenting education investing saving budgeting food wine interior sports "
    "football tennis golf cars bikes books films movies theatre theater podcasts animals pets plants "
    "sustainability climate community volunteering entrepreneurship leadership automation analytics "
    "budget-conscious eco-conscious price-conscious style-conscious safety-conscious older retired single "
    "expectant middle-aged"
)
NAMES_OF_PLACES = _set(
    "american english british german french italian spanish swiss austrian dutch belgian danish swedish "
    "norwegian finnish polish czech greek turkish portuguese irish scottish welsh japanese chinese korean "
    "indian thai mexican brazilian canadian australian african asian european scandinavian nordic bavarian "
    "tuscan sicilian berlin london paris vienna zurich munich hamburg europe germany france italy spain "
    "england scotland ireland america asia africa monday tuesday wednesday thursday friday saturday sunday "
    "january february march april june july august september october november december christmas easter "
    "ramadan halloween bluetooth wifi wi-fi internet"
)
# Words of one letter case in other languages that English ads do not hold.
FOREIGN = {
    "German": _set(
        "und der die das den dem ein eine einen einem mit für von im ist sind nicht auf zu zum zur wir sie ihr "
        "ihre auch bei aus nach ohne über jetzt mehr alle kostenlos sehr oder wie ihren unsere"
    ),
    "French": _set(
        "et le la les des du une un pour avec sans sur dans est sont nous vous votre vos notre plus pas au aux ce qui"
    ),
    "Spanish": _set("y el la los las del una un para con sin sobre es son nosotros usted su sus más no por en que tu"),
    "Italian": _set("e il lo la gli le del della una un per con senza su è sono noi voi vostro più non di che tuo"),
    "Dutch": _set("en de het een met voor van zonder op is zijn niet wij jij uw jouw meer ook bij uit naar onze"),
    "Portuguese": _set("e o a os as do da um uma para com sem sobre é são nós você seu sua mais não por em que"),
    "Polish": _set("i w na z do dla bez jest są nie się to my wy twój nasz oraz przez od"),
}
ENGLISH = _set(
    "the a an and or of for with without your you we our is are in on at to from by every all no not it this "
    "that more less than when what how who as up out off be can has have any"
)
# Telling readers what they are breaks the rules of ad platforms and is left out of the words.
PERSONAL = _set(
    "christian muslim jewish hindu buddhist atheist black white hispanic latino arab gay lesbian bisexual "
    "transgender lgbt lgbtq disabled diabetic diabetics depressed depression anxiety cancer hiv overweight "
    "obese pregnant bankrupt indebted debt unemployed divorced criminal criminals addicted addicts alcoholic "
    "alcoholics immigrants refugees"
)
