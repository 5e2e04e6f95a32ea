"""Frames of search ads: a headline of a few words and one line of text."""

ROWS = """
name; plain professional bold; {product}; {fact}.|{fact2}.|{fact3}.
meet; friendly warm; Meet {product}; {fact}.|{fact2}.|See for yourself.
for-audience; friendly professional plain; For {audience}; {product}: {fact}.|Take a look at {product}.
fact-first; plain professional bold; {fact}; {product}.|{fact2}.|See how it works.
fact-product; plain professional; {product}: {fact}; {fact2}.|{fact3}.|Read the details.
price; plain bold urgent; {product} {price}; {fact}.|{fact2}.|See what you get.
offer-first; urgent bold friendly; {offer}; {product}: {fact}.|Have a look at {product}.
looking; friendly plain; Looking for {product}?; You are in the right place.|{fact}.|{fact2}.
into; friendly playful; Into {interest}?; Have a look at {product}.|{fact}.
fans; friendly playful warm; For fans of {interest}; {product}: {fact}.|See {product}.
verb; bold plain professional; {verb}; {product}: {fact2}.|That is what {product} can do for you.; software service
verb-with; professional plain friendly; {verb} with {product}; {fact2}.|See how it works.
ready; friendly bold urgent; Ready to {verb}?; Start with {product}.|{fact2}.
want; friendly plain warm; Want to {verb}?; Take a look at {product}.|{fact2}.
noun-with; plain professional elegant; {product} with {noun}; {fact2}.|Take a closer look.
adjective; plain elegant bold; {adjective}: {product}; {fact2}.|See what else there is to know.
third-person; plain professional friendly; {product} {verbs}; {fact2}.|See the details.
details; professional plain; {product}: the details; {fact}.|{fact2}.|Read more before you decide.
hello-audience; playful friendly warm; Hello, {audience}; {product}: {fact}.|We would like to show you {product}.
compare; professional plain; Compare {product}; {fact}.|Read the details and decide.
think; bold; Think {product}; {fact}.|{fact2}.|See for yourself.
why; bold friendly plain; Why {product}?; {fact}.|{fact2}.|Read more and decide.
simply; elegant plain; Simply {product}; {fact}.|{fact2}.|Take a closer look.
discover; elegant warm; Discover {product}; {fact}.|{fact2}.|Take your time and look around.
go; bold urgent; Go for {product}; {fact}.|{fact2}.|Start today.
start-today; urgent bold; Start today; {product}: {fact}.|Start with {product} today.
waiting; urgent playful; What are you waiting for?; {product}: {fact}.|Have a look at {product}.
psst; playful; Psst: {product}; {fact}.|{fact2}.|Have a look.
say-hello; friendly playful warm; Say hello to {product}; {fact}.|{fact2}.|Come and see.
good-to-know; plain warm professional; Good to know; {product}: {fact}.|Read about {product}.
about; professional plain elegant; About {product}; {about}|{fact}.|{fact2}.
closer-look; elegant plain professional; Take a closer look; {product}: {fact}.|See what {product} can do for you.
next-step; professional urgent; Your next step; {product}: {fact}.|Get to know {product}.
audience-product; professional plain warm; {product} for {audience}; {fact}.|{fact2}.|See the details.
curious; playful friendly; Curious?; {product}: {fact}.|Have a look at {product}.
support; warm friendly; Stand with {product}; {fact}.|{fact2}.|See how you can help.; cause
"""
