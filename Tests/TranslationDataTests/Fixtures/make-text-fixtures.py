"""Makes moses.json and byte-pairs.json with the field's own tools.

    pip install sacremoses==0.2.0 subword-nmt==0.3.8
    python make-text-fixtures.py

The sentences are written for the purpose; the rest is random and seeded.
"""

import contextlib
import io
import json
import random

from sacremoses import MosesDetokenizer, MosesPunctNormalizer, MosesTokenizer
from subword_nmt.apply_bpe import BPE
from subword_nmt.learn_bpe import learn_bpe

SENTENCES = {
    "en": [
        "Mr. Smith isn't here, is he?", "He paid $5,300.50 (5 %) on Jan. 5.", "The Joneses' dog's bone... gone!",
        "A well-known, state-of-the-art idea: e.g. this.", 'He said: "Go away," and left.', "See No. 7; I said no.",
        "Dogs & cats <i>and</i> [birds] | fish", "In the 1990's, 'twas so.", "Wait.... what?!", "1,2 a,b ,5 6,",
        "“Curly” ‘quotes’ – and — dashes…", "The end.'", "Dr. No. 5 vs. him. And U.S. troops.", "pp. 5 and pp. x",
    ],
    "de": [
        "Das kostet z.B. 3,50 € bzw. 4 Mio. Euro.", "Am 3. Mai kam Dr. Müller.", "Wie geht's? Gut, danke!",
        "„Hallo“, sagte er. ‚Nein‘.", "Er sagte: „Komm.“ Dann ging er.", "Ein Blau-Weiß-Fan & Freund", "10\u00a0000 Menschen",
        "Herr Nr. 5 ist ca. 2 m groß.", "Das Ende naht.",
    ],
    "fr": [
        "L'homme d'aujourd'hui n'a qu'un chien.", "Qui\u00a0? Moi\u00a0! «\u00a0Bonjour\u00a0», dit-il.", "M. Dupont, p. 5, etc. et 10\u00a0%",
        "Les enfants' et l' été", "C'est-à-dire : rien ; tout.", "20\u00a0ºC, 5\u00a0cm et 1\u00a0000\u00a0000",
    ],
    "nl": ["Foto's van 's morgens, 3,5 km.", "De heer A. de Vries zei: 'nee'.", "Dit is het einde."],
}
PARTS = list("aAéßZ57½²  .. ,,''\"`-()[]{}<>!?:;%$€&|@#/„“”«»–—‘’…¿º") + ["\u00a0", "\u0301", "ж", "ا", "क्", "...", "s", "th"]
WORDS = (
    "the a s Kids ' '' \" “ „ ” ` 's 't l' d' qu' . , ? ! : ; % ( ) [ ] ¿ $ € @-@ &amp; &apos; &quot; &amp;lt; &bar; &#91; \\ "
    "well 5 ?! $( é' « - ..."
).split()


def moses(language, sentences):
    tokeniser, normaliser = MosesTokenizer(language), MosesPunctNormalizer(language)
    detokeniser = MosesDetokenizer(language)
    lines = []
    for line in sentences:
        words = [random.choice(WORDS) for _ in range(random.randint(1, 9))]
        lines.append({
            "line": line,
            "tokens": " ".join(tokeniser.tokenize(line, escape=False)),
            "splitAndEscaped": " ".join(tokeniser.tokenize(line, aggressive_dash_splits=True, escape=True)),
            "normalised": normaliser.normalize(line),
            "detokenised": detokeniser.detokenize(tokeniser.tokenize(line, aggressive_dash_splits=True, escape=True)),
            "words": " ".join(words),
            "joined": detokeniser.detokenize(words),
        })
    return lines


def pieces(codes, words):
    encoding = BPE(io.StringIO(codes))
    return [encoding.process_line(word) for word in words]


def byte_pairs(alphabet, frequencies):
    words = sorted({"".join(random.choice(alphabet) for _ in range(random.randint(1, 12))) for _ in range(250)})
    counts = {word: frequencies(place) for place, word in enumerate(words)}
    codes = io.StringIO()
    with contextlib.redirect_stderr(io.StringIO()):
        text = "".join(f"{word} {count}\n" for word, count in counts.items())
        learn_bpe(io.StringIO(text), codes, 700, is_dict=True)
    unseen = ["".join(random.choice(alphabet + "q") for _ in range(random.randint(1, 15))) for _ in range(60)]
    # The older version has the end of the word as a symbol of its own.
    old = []
    for left, right in (line.split(" ") for line in codes.getvalue().split("\n")[1:150]):
        old += [f"{right[:-4]} </w>"] if right.endswith("</w>") else []
        old.append(f"{left} {right}")
    old = "\n".join(old) + "\n"
    return {
        "counts": [{"word": word, "count": count} for word, count in counts.items()],
        "codes": codes.getvalue(), "words": unseen, "pieces": pieces(codes.getvalue(), unseen),
        "oldCodes": old, "oldPieces": pieces(old, unseen),
    }


def write(name, value):
    with open(name, "w", encoding="utf-8", newline="\n") as file:
        json.dump(value, file, ensure_ascii=False, indent=0)
        file.write("\n")


random.seed(11)
cases = {}
for language, sentences in SENTENCES.items():
    noise = ["".join(random.choice(PARTS) for _ in range(random.randint(1, 14))) for _ in range(45)]
    cases[language] = moses(language, sentences + noise)
write("moses.json", cases)
write("byte-pairs.json", [
    byte_pairs("ab", lambda place: 1 + 200 // (1 + place)),
    # The second Å is the sign of the ångström; é comes in one and in two code points.
    byte_pairs("abcd\u00c5\u212b\u00e9e\u0301", lambda place: 1 + 900 // (1 + place)),
])
