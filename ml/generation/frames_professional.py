"""Frames of professional networks: sober, about the reader's work, with what is to be known first."""

ROWS = """
audience-product; professional plain friendly; {product} for {audience}; {fact}.|{fact2}.|{fact3}.|See how it fits your work.
who-want; professional warm bold; For {audience} who want to {verb}; {product}: {fact2}.|{fact3}.|Take a look at {product}.; software service finance other goods
verb-with; professional plain friendly; {verb} with {product}; {fact2}.|{fact3}.|Read how it works.
question; professional warm friendly; A question for {audience}; What would change if you could {verb}?|{product}: {fact2}.|Take a look at {product}.
facts; plain professional; The facts on {product}; {fact}.|{fact2}.|{fact3}.|Read the details.
what-you-get; plain professional friendly; What you get with {product}; {fact}.|{fact2}.|{fact3}.|See the details.
more-detail; bold plain; Less talk, more detail; {product}: {fact}.|{fact2}.|{fact3}.|Read about {product}.
fact-first; professional bold plain; {fact}; {product} for {audience}.|Get to know {product}.|{fact2}.|{fact3}.
thinking; professional friendly; Thinking about {interest}?; Take a look at {product}.|{fact}.|{fact2}.
interested; professional plain elegant; Interested in {interest}?; Put {product} on your list.|{fact}.|{fact2}.
consider; professional elegant; Consider {product}; {fact}.|{fact2}.|Compare this with what you use today.; software service finance goods
details; professional plain; The details of {product}; {fact}.|{fact2}.|{fact3}.|Read them and decide.
planning; professional plain; For your next planning round; {product}: {fact}.|{fact2}.|Plan with {product}.; software service finance goods
price; plain bold professional; {product} {price}; {fact}.|{fact2}.|See what is included.
offer; urgent bold friendly; {offer}; {product}: {fact}.|{fact2}.|Have a look at {product}.
closer-look; elegant professional; A closer look at {product}; {about}|{fact}.|{fact2}.|See the details.
ahead; professional warm; Planning ahead?; {product}: {fact}.|{fact2}.|Get to know {product}.
case; bold professional; Make the case for {product}; {fact}.|{fact2}.|Share the details with your team.
shortlist; professional bold; Put {product} on your shortlist; {fact}.|{fact2}.|Read the details first.
introduction; professional elegant warm; An introduction to {product}; {about}|{fact}.|{fact2}.
your-call; friendly plain; Your team, your call; {product}: {fact}.|{fact2}.|Look at {product} and decide.
talk-about; friendly warm; Let us talk about {interest}; Start with {product}.|{fact}.|{fact2}.
time-to; urgent bold; Time to {verb}; {product}: {fact2}.|Start with {product}.|{fact3}.
meeting; playful urgent; Before your next meeting; Have a look at {product}.|{fact}.|{fact2}.
ready; friendly bold urgent; Ready to {verb}?; Start with {product}.|{fact2}.|{fact3}.
in-brief; plain professional; In brief: {product}; {fact}.|{fact2}.|{fact3}.|See the details.
next-move; urgent bold; Make {product} your next move; {fact}.|{fact2}.|See how it works.
this-week; urgent bold; Start this week with {product}; {fact}.|{fact2}.|See how it works.
meet; friendly warm; Meet {product}; {fact}.|{fact2}.|We look forward to your questions.
conversation; warm professional elegant; Let us have a conversation; Ask us about {product}.|{fact}.|{fact2}.
ask-us; friendly warm professional; Ask us about {product}; {fact}.|{fact2}.|We are happy to answer.
care-about; warm bold; For people who care about {interest}; {product}: {fact}.|{fact2}.|Get to know {product}.
seen-yet; playful friendly; Seen {product} yet?; {fact}.|{fact2}.|Have a look between meetings.
with; professional elegant plain; {product} with {noun}; {fact2}.|{fact3}.|See how it fits your work.
third-person; plain professional; {product} {verbs}; {fact2}.|{fact3}.|Read how.
for-audience; plain professional friendly; For {audience}; {product}: {fact}.|{fact2}.|Read about {product}.
what-if; bold professional; What if you could {verb}?; With {product} you can.|{fact2}.|{fact3}.
coffee-break; playful; For your coffee break; A short read on {product}.|{fact}.|{fact2}.
look; elegant plain professional; Take a closer look; {product}: {fact}.|{fact2}.|Get to know {product}.
stand-with; warm bold friendly; Stand with {product}; {fact}.|{fact2}.|See how your company can help.; cause
"""  # noqa: E501 - a row is read whole.
