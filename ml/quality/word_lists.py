"""Words that the text features look for. Small on purpose: what is not here counts as neutral."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CALL_VERBS = _words(
    "add apply ask book browse build buy call change check choose claim click collect compare contact create customise "
    "customize design discover donate download enjoy enter explore fill find follow get give go grab hear help install "
    "invite join learn listen make meet message order pick plan play pledge preorder read redeem register renew "
    "rent request reserve ride save schedule search see select send share shop sign start step stop stream submit "
    "subscribe swap swipe switch take talk tap test tour trade treat try turn upgrade use view visit vote watch win"
)
"""Verbs that call for an action where a sentence opens with one."""

# fmt: off
CALL_PHRASES = (
    "shop now", "shop the", "buy now", "order now", "order yours", "order today", "get yours", "get started",
    "get it now", "sign up", "learn more", "find out more", "find out how", "see how", "see more", "book now",
    "book a", "book your", "try it", "try for free", "start free", "start your", "join us", "join now", "join the",
    "download the", "download now", "click here", "click the link", "tap to", "swipe up", "link in bio", "call us",
    "call now", "contact us", "apply now", "subscribe now", "register now", "reserve your", "claim your",
    "get a quote", "request a", "visit us", "add to cart", "pre order", "view more", "watch now", "install now",
    "redeem now", "enquire now", "donate now", "message us",
)
# fmt: on
"""Calls that may stand anywhere in a sentence, in small letters and without punctuation."""

ENGLISH_WORDS = _words(
    "a about all an and are as at be been but by can do for from get has have how if in is it its just more my new no "
    "not now of off on one only or our out so than that the their them then there these they this to today up us was "
    "we what when where which who why will with you your"
)
OTHER_WORDS = _words(
    "aber auf aus bei bis das dem den der des dich die dir ein eine einem einen einer euch für hier ihr ihre im ist "
    "jetzt kann mit nach nicht noch nur oder schon sich sie sind und uns unser vom von vor wie wir zu zum zur "
    "au aux avec ce ces cette dans de des du elle est et il ils je la le les leur mais nos notre nous ont ou par pas "
    "plus pour qui sa ses son sur tu un une vos votre vous "
    "al como con cuando del el ella en es esta este hay las lo los más mi muy nuestra nuestro para pero por que se "
    "sin sobre su sus tu una uno y ya "
    "anche che chi come con da dal degli dei del della di gli ho il io la lo ma nella non per più quando questo sono "
    "um uma não os ao dos das em mais seu sua você "
    "aan dat de deze een en het hier hun ik je jouw met naar niet nog nu om onze ook op te van voor wij zijn"
)
"""Small words of German, French, Spanish, Italian, Portuguese and Dutch."""

POSITIVE_WORDS = _words(
    "amazing award awesome beautiful best better bright brilliant calm celebrate clean clear comfort comfortable cosy "
    "delicious delight easy effortless enjoy excellent exclusive fantastic fast favourite favorite fresh free friendly "
    "fun gift glad good great happy healthy helpful improved joy kind light love lovely loved lucky new nice perfect "
    "pleasure powerful proud pure quick quiet reliable reward rich safe save secure simple smart smile smooth soft "
    "strong stunning success super sweet thank thanks top trusted warm welcome win winner wonderful wow"
)
NEGATIVE_WORDS = _words(
    "afraid alarming angry annoying anxious awful bad boring broken cheap complicated confusing costly crash crisis "
    "damage danger dangerous dead difficult dirty disappointed disaster dull expensive fail failed failing failure "
    "fake fault fear frustrating guilty hard hate hated horrible hurt ill lose losing loss lost mess miss mistake "
    "nasty never pain painful panic poor problem problems regret risk risky sad scam scared scary shame sick slow "
    "stress stressful stuck struggle struggling terrible threat tired ugly unfair unhappy unsafe upset useless waste "
    "weak worry worried worse worst wrong"
)
