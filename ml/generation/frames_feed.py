"""Frames of feed ads: a headline under the picture and a few sentences above it."""

ROWS = """
meet; friendly warm; Meet {product}; {fact}.|{fact2}.|Come and take a look.
fans; friendly playful warm; For fans of {interest}; If you are into {interest}, have a look at {product}.|{fact}.|{fact2}.
for-audience; friendly plain professional; For {audience}; This is for {audience}: {product}.|{fact}.|{fact2}.
ready; friendly bold urgent; Ready to {verb}?; Start with {product}.|{fact2}.|{fact3}.
fact-first; plain bold professional; {fact}; {product}: {fact2}.|That is {product} in a few words.|{fact3}.
short-version; plain playful; The short version; {product}: {fact}.|{fact2}.|{fact3}.
for-you; playful friendly; That is {product} for you; {fact}.|{fact2}.|{fact3}.
what-if; bold professional warm; What if you could {verb}?; With {product} you can.|{fact2}.|{fact3}.
offer; urgent friendly bold; {offer}; Good news for {audience}.|{product}: {fact}.|Have a look at {product}.
price; plain bold; {product} {price}; {fact}.|{fact2}.|Take a look at what you get.
curious; playful friendly; Curious about {product}?; {fact}.|{fact2}.|Come and see.
no-long-story; plain bold; No long story; Just {product}.|{fact}.|{fact2}.
love-of; warm elegant; For the love of {interest}; {product}: {fact}.|{fact2}.|Discover {product}.
for-your-day; warm friendly; Something for you; {product}: {fact}.|{fact2}.|Have a look at {product}.
calling; playful bold; Calling all {people}; Have you seen {product}?|{fact}.|{fact2}.
have-you-seen; playful friendly; Have you seen {product}?; {fact}.|{fact2}.|Take a look and see for yourself.
good-to-know; plain professional warm; Good to know; {product}: {fact}.|{fact2}.|Read more about {product}.
your-turn; bold playful; Your turn; {verb} with {product}.|{fact2}.
time-to; urgent bold; Time to {verb}; {product}: {fact2}.|Start today with {product}.
good-time; urgent friendly; Now is a good time; {product}: {fact}.|{fact2}.|Start with {product} today.
go; urgent bold; Go for {product}; {fact}.|{fact2}.|Start today.
why-wait; urgent; Why wait?; {product}: {fact}.|{offer}.|Start with {product} today.
start-today; urgent bold; Start today; {product}: {fact}.|{fact2}.|Today is a good day for {product}.
discover; elegant warm; Discover {product}; {fact}.|{fact2}.|Take your time and look around.
closer-look; elegant professional plain; A closer look at {product}; {about}|{fact}.|{fact2}.|See the details.
adjective; elegant plain bold; {adjective}: {product}; {fact2}.|{fact3}.|See for yourself.
third-person; plain friendly professional; {product} {verbs}; {fact2}.|{fact3}.|See how it works.
you-get; plain friendly; You get {noun}; That comes with {product}.|{fact2}.|{fact3}.
with; elegant plain professional; {product} with {noun}; {fact2}.|{fact3}.|Take a closer look.
into; playful friendly; Into {interest}?; Then this is for you: {product}.|{fact}.|{fact2}.
hello-audience; warm friendly; Hello, {audience}; We have something to show you: {product}.|{fact}.|{fact2}.
guess; playful; Guess what; {product}: {fact}.|{fact2}.|You may want to see {product}.
plain-facts; plain professional; The plain facts; {product}: {fact}.|{fact2}.|{fact3}.|Read about {product}.
for-yourself; bold plain; See {product} for yourself; {fact}.|{fact2}.|Then decide.
verb-with; friendly professional plain; {verb} with {product}; {fact2}.|{fact3}.|See how it works.
want; warm friendly plain; Want to {verb}?; Here is a way: {product}.|{fact2}.|{fact3}.
audience-product; professional plain warm; {product} for {audience}; {fact}.|{fact2}.|{fact3}.|Have a look.
quiet; elegant; Simply {product}; {fact}.|{fact2}.|Nothing more to add.
say-it; bold; Let us be clear; {product}: {fact}.|{fact2}.|This is about {product}.
stand-with; warm friendly bold; Stand with {product}; {fact}.|{fact2}.|See how you can help.; cause
small-step; warm friendly; Every bit helps; {product}: {fact}.|{fact2}.|Get to know {product}.; cause
look; plain professional elegant; Take a closer look; {product}: {fact}.|{fact2}.|Get to know {product}.
"""  # noqa: E501 - a row is read whole.
