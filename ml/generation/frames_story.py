"""Frames of stories and short videos: a few words over the picture and a caption that is read in passing."""

ROWS = """
meet; friendly warm; Meet {product}; {fact}.|{fact2}.|Have a look.
wait-for-it; playful; Wait for it; {product}: {fact}.|Here comes {product}.
tap; friendly playful; Tap to see {product}; {fact}.|{fact2}.|Go on, have a look.
this-is; bold plain; This is {product}; {fact}.|{fact2}.|See for yourself.
into; playful friendly; Into {interest}?; Then have a look at {product}.|{fact}.
for-audience; friendly plain professional; For {audience}; {product}: {fact}.|Have a look at {product}.
fact-first; bold plain professional; {fact}; That is {product}.|{fact2}.
offer; urgent bold; {offer}; {product}: {fact}.|Tap to see {product}.
price; plain bold; {product} {price}; {fact}.|{fact2}.|Tap to see more.
ready; bold friendly urgent; Ready to {verb}?; Start with {product}.|{fact2}.
verb; bold plain; {verb}; With {product}.|{fact2}.; software service cause finance
stop; bold playful; Stop scrolling; {product}: {fact}.|Look at {product}.
hold-on; playful urgent; Hold on; {product}: {fact}.|Have you seen {product}?
seen-yet; playful friendly; Seen this yet?; {product}: {fact}.|This is {product}.
for-later; friendly warm; To remember; {product}: {fact}.|Remember {product}.
say-hello; friendly warm playful; Say hello to {product}; {fact}.|{fact2}.|Come and see.
your-sign; playful; Your sign to {verb}; {product}: {fact2}.|Start with {product}.
now-showing; playful elegant; Now showing: {product}; {fact}.|{fact2}.|Have a look.
look-closer; elegant plain; Look closer; {product}: {fact}.|Discover {product}.
simply; elegant; Simply {product}; {fact}.|{fact2}.|Take a moment and look.
go-on; playful; Go on, look; {product}: {fact}.|You know you want to see {product}.
this-way; friendly warm; Right this way; {product}: {fact}.|Come and see {product}.
made-you-look; playful bold; Made you look; {product}: {fact}.|Now look at {product}.
calling; playful bold; Calling all {people}; {product}: {fact}.|Here is {product}.
do-it; urgent bold; Do it today; {verb} with {product}.|{fact2}.
go; urgent bold; Go for {product}; {fact}.|{fact2}.|Start today.
why-wait; urgent; Why wait?; {product}: {fact}.|{offer}.|Start with {product} today.
the-thing; friendly plain; Here is the thing; {product}: {fact}.|You may like {product}.
in-short; plain professional; In short; {product}: {fact}.|{fact2}.|Get to know {product}.
good-to-know; plain professional warm; Good to know; {product}: {fact}.|Read about {product}.
fans; warm friendly playful; For fans of {interest}; {product}: {fact}.|Have a look at {product}.
love; warm friendly; Love {interest}?; Say hello to {product}.|{fact}.
details; professional plain; The details; {product}: {fact}.|{fact2}.|Read about {product}.
moment; warm elegant; Take a moment; {product}: {fact}.|Look at {product}.
think; bold; Think {product}; {fact}.|{fact2}.|See for yourself.
third-person; plain friendly professional; {product} {verbs}; {fact2}.|See how.
you-get; plain friendly; You get {noun}; With {product}.|{fact2}.
today; urgent; Start today; {product}: {fact}.|Start with {product}.
stand-with; warm bold; Stand with {product}; {fact}.|See how you can help.; cause
with; elegant professional; {product} with {noun}; {fact2}.|Take a closer look.
"""
