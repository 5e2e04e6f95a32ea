"""Frames of marketplaces: the product's name first, then what is true of it."""

ROWS = """
name; plain professional; {product}; {fact}.|{fact2}.|{fact3}.|See the details.
adjective; plain elegant bold; {product}: {adjective}; {fact2}.|{fact3}.|See for yourself.
with; plain elegant professional; {product} with {noun}; {fact2}.|{fact3}.|Take a closer look.
audience-product; plain friendly professional; {product} for {audience}; {fact}.|{fact2}.|See the details.
price; plain bold urgent; {product} {price}; {fact}.|{fact2}.|See what you get.
fact-product; plain professional; {product}: {fact}; {fact2}.|{fact3}.|See the details.
fact-first; bold plain; {fact}; {product}: {fact2}.|That is {product}.|{fact3}.
for-audience; friendly plain; For {audience}; {product}: {fact}.|{fact2}.|Have a look at {product}.
fans; friendly playful warm; For fans of {interest}; {product}: {fact}.|{fact2}.|Have a look at {product}.
offer; urgent bold friendly; {offer}; {product}: {fact}.|{fact2}.|Have a look at {product}.
shop; urgent bold; Shop {product}; {fact}.|{fact2}.|See the details.; goods
see; plain friendly; See {product}; {fact}.|{fact2}.|Have a look at the details.
what-you-get; plain professional; What you get with {product}; {fact}.|{fact2}.|{fact3}.|See the details.
at-a-glance; plain professional; {product} at a glance; {fact}.|{fact2}.|{fact3}.|Read the details.
details; professional plain; {product}: the details; {fact}.|{fact2}.|{fact3}.|Read more and decide.
into; playful friendly; Into {interest}? See {product}; {fact}.|{fact2}.|Have a look.
meet; friendly warm; Meet {product}; {fact}.|{fact2}.|Come and take a look.
discover; elegant warm; Discover {product}; {fact}.|{fact2}.|Take your time and look around.
your-list; friendly playful; {product} for your list; {fact}.|{fact2}.|Have a look.
looking; friendly plain; Looking for {product}?; You are in the right place.|{fact}.|{fact2}.
third-person; plain friendly professional; {product} {verbs}; {fact2}.|{fact3}.|See how.
verb-with; friendly bold; {verb} with {product}; {fact2}.|{fact3}.|See how it works.
choose; bold; Choose {product}; {fact}.|{fact2}.|Read the details.
take-home; warm friendly; Take {product} home; {fact}.|{fact2}.|Have a look first.; goods
hello; playful warm; Hello, {product}; {fact}.|{fact2}.|Come and see.
today; urgent; {product}: have a look today; {fact}.|{fact2}.|See the details.
simply; elegant; Simply {product}; {fact}.|{fact2}.|Take a closer look.
check; plain professional; Check the facts: {product}; {fact}.|{fact2}.|{fact3}.|Then decide.
compare; professional plain; Compare {product}; {fact}.|{fact2}.|{fact3}.|Then decide.
ready-for; playful bold urgent; Ready for {product}?; {fact}.|{fact2}.|Have a look.
thinking; warm friendly; Thinking about {interest}?; {product}: {fact}.|{fact2}.|Have a look at {product}.
why; bold plain; Why {product}?; {fact}.|{fact2}.|{fact3}.|Read more and decide.
good-to-know; plain warm professional; Good to know; {product}: {fact}.|{fact2}.|Read about {product}.
about; professional elegant; About {product}; {about}|{fact}.|{fact2}.
love-of; warm elegant; For the love of {interest}; {product}: {fact}.|{fact2}.|Discover {product}.
ready; bold friendly; Ready to {verb}?; Start with {product}.|{fact2}.|{fact3}.
curious; playful; Curious about {product}?; {fact}.|{fact2}.|Have a look.
go; bold urgent; Go for {product}; {fact}.|{fact2}.|See the details.
closer; elegant professional; Take a closer look; {product}: {fact}.|{fact2}.|Get to know {product}.
"""
