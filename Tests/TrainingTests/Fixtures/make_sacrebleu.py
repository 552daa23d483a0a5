"""Makes sacrebleu.json: pip install sacrebleu (2.6.0 was used), python3 make_sacrebleu.py. The sentences are made up."""

import json
import random
import sacrebleu
from sacrebleu.metrics import BLEU
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

CORPORA = {
    "punctuation": [
        ("Hello, world! It's 3.5 km (or 2,000 m) away.", "Hello world! It's 3.5 kilometres (or 2,000 m) away."),
        ("The price is $1,234.56; that's 10-20% off...", "The price was $1,234.56 - that's 10-20% less..."),
        ("a.b,c ..,, 1.a a.1 .5 5. ,7 7, -3 3- 3-4 x-3 3-x", "a.b, c ..,, 1.a a.1 .5 5. ,7 7, -3 3- 3-4 x-3 3-x"),
        ("e-mail: someone@example.org / http://example.org/a_b?c=d&e=f#g", "mail: someone@example.org http://example.org/a_b?c=d&e=g#g"),
        ("[one] {two} <three> |four| ~five~ ^six^ `seven` \\eight\\ *nine* +ten+", "[one] {two} <three> |four| ~five~ ^six^ `seven` \\eight\\ *nine* +eleven+"),
        ("'quoted' \"twice\" and 'so' on", "'quoted' \"twice\", and 'so' on"),
    ],
    "entities": [
        ("Tom &amp; Jerry said &quot;no&quot; to 3 &lt; 4 &gt; 2", "Tom & Jerry said \"no\" to 3 < 4 > 2"),
        ("&amp;lt; and &amp;amp;quot; stay & go", "< and &quot; stay & go"),
        ("<skipped> one word was <skipped>left out", "one word was left out"),
        ("a line-\nbreak and\nanother one  ", "a linebreak and another one"),
    ],
    "unicode": [
        ("„Guten Tag“, sagte sie – und ging…", "„Guten Tag“, sagte er – und ging …"),
        ("« Voilà », l’été coûte 5,50 € ; ça va ?", "« Voilà », l'été coûte 5,50 € ; ça va ?"),
        ("naïve cafe\u0301 and café", "naïve café and café"),
        ("ÄÖÜ ÉÈ ŁÓDŹ İstanbul STRASSE ẞ", "äöü éè łódź istanbul strasse ß"),
        ("no\u00a0break\u2003em\u3000wide\u202fnarrow\u0085next\u001cfile", "no break em wide narrow next file"),
        ("zero\u200bwidth stays", "zero\u200bwidth stays"),
        ("日本語。中文,русский.", "日本語。中文,русский."),
        ("é.b é,9 9,é é-9 ٣.٤", "é.b é,9 9,é é-9 ٣.٤"),
    ],
    "empty": [("", "There should have been something."), ("   ", "And here."), ("All is well here today.", "All is well here today ."), ("x", "")],
    "no 4-gram matches": [("the cat sat on mats", "the cat sat under mats today"), ("a b c", "a b d")],
    "no 3-gram matches": [("one two five six", "one two three four"), ("b a", "a b")],
    "no matches": [("alpha beta gamma delta", "one two three four five")],
    "short": [("yes", "yes"), ("no way", "no way")],
    "long": [("a b c d e f g h", "a b c d")],
}


def noise(text, random):
    words = text.split(" ")
    for _ in range(random.randrange(3)):
        place = random.randrange(len(words))
        words[place : place + 1] = random.choice([[], [words[place].upper()], [words[place], "so"], [words[-1]]])
    return " ".join(words)


def large():
    generator = random.Random(1)
    parts = ["the", "red", "dog", "runs,", "3.5", "(quickly)", "over", "a", "half-open", "door.", "Anna", "saw", "it!", "10-20%", "&amp;"]
    references = [" ".join(generator.choice(parts) for _ in range(generator.randrange(4, 20))) for _ in range(150)]
    return [(noise(text, generator), text) for text in references]


def result(pairs, lowercase):
    system, references = [p[0] for p in pairs], [p[1] for p in pairs]
    metric = BLEU(lowercase=lowercase)
    score = metric.corpus_score(system, [references])
    return {
        "score": score.score, "precisions": score.precisions, "brevity_penalty": score.bp, "matches": score.counts,
        "totals": score.totals, "system_length": score.sys_len, "reference_length": score.ref_len,
        "signature": str(metric.get_signature()).rsplit("|version", 1)[0],
    }


tokenizer = Tokenizer13a()
output = {"version": sacrebleu.__version__, "corpora": []}
for name, pairs in {**CORPORA, "large": large()}.items():
    output["corpora"].append({
        "name": name, "system": [p[0] for p in pairs], "reference": [p[1] for p in pairs],
        "tokens": [tokenizer(p[0].rstrip()).split() for p in pairs], "cased": result(pairs, False),
        "lowercased": result(pairs, True)})
with open("sacrebleu.json", "w") as file:
    json.dump(output, file, ensure_ascii=False, indent=0)
    file.write("\n")
