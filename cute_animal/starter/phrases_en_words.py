"""The words around the vocabulary's in English captions: leads, fillers, verbs, and the frame of each word.

Tables only, one subject each; which of them is said is for phrases_en and its helpers.
"""

from __future__ import annotations

from collections.abc import Mapping

LEADS = (
    "draw ", "draw me ", "please draw ", "please draw me ", "i want ", "i would like ", "i'd like ", "can you draw ",
    "could you draw ", "can i have ", "can i see ", "make ", "make me ", "paint ", "show me ", "a picture of ",
    "a drawing of ", "i want to see ", "i wish for ", "give me ", "let's draw ", "there is ", "once upon a time there was ", "this is ", "imagine ",
)  # fmt: skip
ASKS = ("can ", "could ")  # leads that end in a question mark
# Leads before "a crayon drawing of ..." and before two animals.
SHORT_LEADS = (
    "please make ", "make me ", "i want ", "i would like ", "i'd like ", "can i have ", "give me ", "show me ", "please ", "can you make ",
)  # fmt: skip
TWO_LEADS = (
    "draw ", "draw me ", "please draw ", "please draw me ", "i want ", "i would like ", "i'd like ", "can you draw ", "could you draw ",
    "make me ", "paint ", "show me ", "a picture of ", "a drawing of ", "i want to see ", "let's draw ", "there are ", "once upon a time there were ", "these are ",
)  # fmt: skip
ADJECTIVES = (
    "cute", "little", "small", "tiny", "adorable", "lovely", "sweet", "fluffy", "chubby", "pretty", "nice", "friendly",
    "funny", "cuddly", "soft", "big", "super cute", "baby", "very cute", "really cute", "very small", "good", "kind", "dear",
)  # fmt: skip
MORE_ADJECTIVES = ("cute", "adorable", "lovely", "sweet", "friendly", "funny")  # after another
THING_ADJECTIVES = ("pretty", "nice", "new", "little", "big", "beautiful", "cute", "lovely", "cool")
GARMENT_ADJECTIVES = (*THING_ADJECTIVES, "cosy", "warm", "soft")
BEFORE = (
    "hello, ", "hi, ", "hi! ", "please, ", "um, ", "ok, ", "mom says ", "for my little sister: ", "for grandma: ",
    "today ", "my friend lily wants ", "my name is tom. ", "wow, ", "it's monday. ",
    "for emma's birthday: ", "for school: ", "hey, ",
)  # fmt: skip
AFTER = (
    " please", ", please", " thank you", ", thank you", " thanks!", " for my brother", " for mia", " for my mom",
    " for my birthday", " called max", " named coco", ", i love it", " very much", ", it is so cute", " pls", " :)", "!",
    " for me", " just like yesterday", " for may 5th", ", its name is nini", " haha", " ok?",
)  # fmt: skip
PLURAL = (
    "overalls", "dungarees", "shorts", "trousers", "pants", "glasses", "headphones", "earmuffs", "earphones",
    "spectacles", "eyeglasses", "sunglasses", "clothes", "pajamas", "pyjamas",
)  # fmt: skip
UNCOUNTED = ("honey", "flowers", "clothes")  # "some honey", never "a honey"
PLURALS = {
    "mouse": "mice", "sheep": "sheep", "deer": "deer", "fish": "fish", "goldfish": "goldfish", "calf": "calves",
    "scarf": "scarves",
}  # fmt: skip

VERBS = (
    "sit",
    "stand",
    "wave",
    "jump",
    "hop",
    "say hello",
    "say hi",
    "smile",
    "laugh",
    "sleep",
    "dance",
    "run",
    "cheer",
)
WORN: tuple[str, ...] = (
    "wearing {}", "wearing {}", "with {}", "in {}", "that wears {}", "who is wearing {}", "with {} on", "that has {}",
)  # fmt: skip
# One does not say "in glasses", and "with a flower" may be in a paw.
WORN_ON: Mapping[str, tuple[str, ...]] = {
    "flower": ("wearing {}", "with {} on its head", "with {} in its hair", "with {} behind its ear", "that has {} on its head"),
    "bow": ("wearing {}", "with {}", "with {} on its head", "with {} in its hair", "that has {}"),
    "glasses": ("wearing {}", "with {}", "with {} on", "with {} on its nose", "that wears {}", "who is wearing {}"),
    "crown": ("wearing {}", "with {}", "with {} on its head", "that wears {}", "who has {} on his head"),
    "headphones": ("wearing {}", "with {}", "with {} on", "that wears {}", "with {} on its ears"),
    "headwear": ("wearing {}", "wearing {}", "with {}", "in {}", "that wears {}", "who is wearing {}", "with {} on", "with {} on its head", "that has {} on his head"),
}  # fmt: skip
HELD: tuple[str, ...] = (
    "holding {}", "holding {}", "holding {}", "with {}", "carrying {}", "that holds {}", "who is holding {}", "that has {}",
    "with {} in its hand", "holding {} in its paw", "with {} in its paws", "that is holding {}",
)  # fmt: skip
HOLDING: Mapping[str, tuple[str, ...]] = {
    "kite": ("flying {}", "that flies {}"), "book": ("reading {}", "that reads {}", "who is reading {}"),
    "umbrella": ("under {}", "holding up {}"), "ice_cream": ("eating {}", "that eats {}"), "honey": ("eating {}", "hugging {}"),
    "lollipop": ("eating {}", "licking {}"), "ball": ("playing with {}",), "wand": ("holding up {}",),
    "balloon": ("holding on to {}",), "gift": ("bringing {}", "carrying {}"), "bouquet": ("carrying {}",), "cup": ("drinking from {}",),
}  # fmt: skip
NOT_JUST_WITH = ("flowers",)  # "with flowers" could be anywhere: "holding flowers"
HAS_HELD = ("{} holds {}", "{} is holding {}", "{} has {} in {its} hand", "{} carries {}", "{} has {}")
NO: Mapping[str, tuple[str, ...]] = {
    "garment": ("without clothes", "with no clothes", "no clothes", "without any clothes", "not wearing any clothes", "wearing no clothes"),
    "headwear": ("without a hat", "with no hat", "no hat", "not wearing a hat", "without any hat", "without hat", "without glasses", "no glasses", "not wearing glasses"),
    "held": ("with empty hands", "holding nothing", "not holding anything", "with nothing in its hands", "empty-handed", "with empty paws", "nothing in its hands"),
}  # fmt: skip
HAS_NO: Mapping[str, tuple[str, ...]] = {
    "garment": ("wears no clothes", "has no clothes", "is not wearing any clothes"),
    "headwear": ("has no hat", "wears no hat", "wears no glasses", "is not wearing a hat"),
    "held": ("holds nothing", "has nothing in its hands", "is not holding anything", "has empty hands"),
}  # fmt: skip

PLACES: Mapping[str, tuple[str, ...]] = {
    "plain background": ("on a {}", "with a {}", "{}", "in front of a {}"),
    "simple background": ("on a {}", "with a {}", "{}", "in front of a {}"),
    "meadow": ("in the {}", "on the {}", "in a {}", "on a {}"),
    "grass": ("in the {}", "on the {}"),
    "field": ("in the {}", "in a {}", "on a {}"),
    "lawn": ("on the {}", "on a {}"),
    "woods": ("in the {}", "deep in the {}"),
    "beach": ("on the {}", "at the {}", "on a {}"),
    "seaside": ("at the {}", "by the {}"),
    "sea": ("by the {}", "at the {}", "near the {}"),
    "seashore": ("on the {}", "by the {}"),
    "snow": ("in the {}", "on the {}"),
    "snowy field": ("in a {}", "on a {}", "in the {}"),
    "snowy": ("on the {} hill", "in the {} hills"),
    "trees": ("among the {}", "under the {}", "in the {}"),
    "ocean": ("by the {}", "near the {}"),
    "grassland": ("on the {}",),
    "winter": ("in {}", "in the {}"),
    "home": ("at {}",),
    "clouds": ("in the {}", "on the {}", "above the {}"),
    "cloud": ("on a {}", "on the {}"),
    "sky": ("in the {}", "up in the {}"),
    "space": ("in {}",),
    "outer space": ("in {}",),
    "universe": ("in the {}",),
    "castle": ("in a {}", "in the {}", "at the {}", "in front of a {}", "near a {}"),
    "palace": ("in a {}", "in the {}", "at the {}", "in front of a {}"),
    "under water": ("{}",),
    "underwater": ("{}",),
    "under the sea": ("{}", "deep {}"),
    "sea bottom": ("on the {}", "at the {}"),
    "classroom": ("in the {}", "in a {}", "in its {}"),
    "school": ("at {}", "in {}", "at the {}"),
    "kindergarten": ("at {}", "in the {}", "at the {}"),
    "picnic": ("at a {}", "on a {}", "having a {}", "at the {}"),
    "picnic blanket": ("on a {}", "on the {}"),
    "playground": ("on the {}", "at the {}", "in the {}", "on a {}"),
    "slide": ("on the {}", "by the {}", "next to a {}"),
    "farm": ("on the {}", "on a {}", "at the {}"),
    "barn": ("in the {}", "in a {}", "by the {}"),
    "farmyard": ("in the {}", "in a {}"),
}
ANY_PLACE = ("in the {}", "in a {}", "in the big {}")
TIMES: Mapping[str, tuple[str, ...]] = {
    "day": ("during the {}", "by {}", "in the {}"),
    "daytime": ("in the {}", "during the {}"),
    "sunny day": ("on a {}", "on a beautiful {}"),
    "sunshine": ("in the {}", "in bright {}"),
    "night": ("at {}", "by {}", "in the {}", "late at {}"),
    "nighttime": ("at {}", "in the {}"),
    "afternoon": ("in the {}",),
    "noon": ("at {}",),
    "sunny": ("when it is {}", "on a {} summer day", "and it is {}"),
    "midnight": ("at {}",),
    "moon": ("under the {}", "by the light of the {}"),
    "stars": ("under the {}", "below the {}"),
    "moonlight": ("in the {}", "by {}", "in {}"),
    "starry night": ("on a {}", "in the {}", "under a {}"),
    "sunset": ("at {}", "at {}", "in the {}", "during {}"),
    "dusk": ("at {}",),
    "sundown": ("at {}",),
    "twilight": ("in the {}", "at {}"),
}
ANY_TIME = ("in the {}",)
IT_IS_TIME = (
    "day",
    "daytime",
    "night",
    "nighttime",
    "morning",
    "evening",
    "noon",
    "midnight",
    "sunny",
    "sunset",
)
# Words that promise a clear sky; in rain and snow the usual word is taken.
CLEAR_TIMES = ("sunny day", "sunshine", "sunny", "moonlight", "starry night", "moon", "stars")
WEATHERS: Mapping[str, tuple[str, ...]] = {
    "clear": ("when the weather is {}", "and the weather is {}"),
    "fine weather": ("in {}",),
    "clear weather": ("in {}", "with {}"),
    "rain": ("in the {}", "in the {}", "out in the {}"),
    "rainy": ("in {} weather", "when it is {}"),
    "raining": ("while it is {}", "when it is {}", "and it is {}"),
    "rainy day": ("on a {}",),
    "snowfall": ("in the {}", "during {}"),
    "snowing": ("while it is {}", "when it is {}", "and it is {}"),
    "snowflakes": ("with falling {}", "among the {}", "with {} all around"),
    "snowy day": ("on a {}",),
    "rainbow": ("under a {}", "under the {}", "with a {} above", "below a {}", "with a {} in the background"),
    "a rainbow in the sky": ("with {}", "and there is {}"),
}
ANY_WEATHER = ("in {}",)
IT_IS_WEATHER: Mapping[str, tuple[str, ...]] = {
    "clear": ("the weather is {}", "it is {}"), "fine weather": ("it is {}",), "clear weather": ("it is {}",),
    "rain": ("there is {}",), "rainy day": ("it is a {}",), "snowfall": ("there is {}",),
    "snowflakes": ("there are {}", "{} are falling"), "snowy day": ("it is a {}",), "rainbow": ("there is a {}",),
    "a rainbow in the sky": ("there is {}",),
}  # fmt: skip
ANY_IT_IS = ("it is {}", "it's {}")

# How a style begins, ends or sits within a caption, per word.
STYLE_OF: Mapping[str, tuple[str, ...]] = {
    "sticker": ("a sticker of ", "a cute sticker of "), "cartoon": ("a cartoon of ",), "flat sticker": ("a flat sticker of ",),
    "plush": ("a plush version of ",), "plush toy": ("a plush toy of ",), "soft toy": ("a soft toy of ",),
    "stuffed toy": ("a stuffed toy of ",), "crayon": ("a crayon picture of ",), "crayon drawing": ("a crayon drawing of ",),
    "wax crayon": ("a wax crayon picture of ",), "watercolour": ("a watercolour of ", "a watercolour painting of ", "a watercolour picture of "),
    "watercolor": ("a watercolor of ", "a watercolor picture of "), "watercolor painting": ("a watercolor painting of ",),
}  # fmt: skip
STYLE_END: Mapping[str, tuple[str, ...]] = {
    "sticker": ("as a {}", "in {} style", "like a {}"), "cartoon": ("as a {}", "in {} style"), "flat sticker": ("as a {}", "in {} style"),
    "plush": ("in {} style", "made of {}"), "plush toy": ("as a {}", "like a {}"), "soft toy": ("as a {}", "like a {}"),
    "stuffed toy": ("as a {}", "like a {}"), "crayon": ("in {}", "in {} style", "drawn with {}s", "drawn in {}"),
    "crayon drawing": ("as a {}", "like a {}"), "wax crayon": ("drawn with {}s", "in {} style", "in {}"),
    "watercolour": ("in {}", "in {} style", "painted in {}", "painted with {}s"),
    "watercolor": ("in {}", "in {} style", "painted in {}", "painted with {}s"), "watercolor painting": ("as a {}", "like a {}"),
}  # fmt: skip
ANY_STYLE_END = ("in {} style",)
STYLE_ADJECTIVES = (
    "plush",
    "plush toy",
    "soft toy",
    "stuffed toy",
    "cartoon",
    "crayon",
    "watercolour",
    "watercolor",
)
