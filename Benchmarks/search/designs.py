"""Designs of a search space, and what hatbench's journals of losses say of them; no more than Python itself.

A design is a dictionary: e and d (widths of encoder and decoder), ef and eh (FFN and heads of each encoder layer), df, sh,
ch and ar (FFN, self-attention's heads, cross-attention's heads and HAT's number of what is attended to, of each decoder
layer).
"""
import base64, json, math, pathlib, random, re, struct

YAML = {  # HAT's names, in the order of `keys`
    "encoder-embed-dim": "e", "decoder-embed-dim": "d", "encoder-ffn-embed-dim-all": "ef",
    "decoder-ffn-embed-dim-all": "df", "encoder-layer-num": None, "decoder-layer-num": None,
    "encoder-self-attention-heads-all": "eh", "decoder-self-attention-heads-all": "sh",
    "decoder-ende-attention-heads-all": "ch", "decoder-arbitrary-ende-attn-all": "ar"}


def read_space(run):
    """A run's space: HAT's names and their numbers, lists and truth values."""
    space = {}
    for line in (pathlib.Path(run) / "checkpoints" / "best" / "space.yml").read_text().splitlines():
        name, _, value = line.partition(":")
        if value.strip():
            space[name.strip()] = json.loads(value.strip().lower())
    return space


def random_designs(space, count, seed):
    """So many different designs, each choice of the space as likely as the others."""
    rng, found = random.Random(seed), {}
    choices = lambda name: space[name + "-choice"]
    while len(found) < count:
        encoder, decoder = rng.choice(choices("encoder-layer-num")), rng.choice(choices("decoder-layer-num"))
        pick = lambda name, layers: [rng.choice(choices(name)) for _ in range(layers)]
        design = dict(
            e=rng.choice(choices("encoder-embed")), d=rng.choice(choices("decoder-embed")),
            ef=pick("encoder-ffn-embed-dim", encoder), eh=pick("encoder-self-attention-heads", encoder),
            df=pick("decoder-ffn-embed-dim", decoder), sh=pick("decoder-self-attention-heads", decoder),
            ch=pick("decoder-ende-attention-heads", decoder), ar=pick("decoder-arbitrary-ende-attn", decoder))
        found.setdefault(name(design), design)
    return list(found.values())


def name(design):
    """The design as a journal writes it: `192 512.4 512.4 | 192 512.4.4.1`."""
    encoder = [f"{ffn}.{heads}" for ffn, heads in zip(design["ef"], design["eh"])]
    decoder = [".".join(map(str, layer)) for layer in zip(design["df"], design["sh"], design["ch"], design["ar"])]
    return " ".join([str(design["e"]), *encoder, "|", str(design["d"]), *decoder])


def yaml(design):
    """The design as HAT's file."""
    numbers = {name: design[key] if key else len(design["ef" if name.startswith("encoder") else "df"])
               for name, key in YAML.items()}
    return "".join(f"{name}-subtransformer: {value}\n" for name, value in numbers.items())


def read_journal(path):
    """[(design, losses of its first sentences in nats)], in the order in which they were first asked for."""
    found = {}
    lines = pathlib.Path(path).read_text().splitlines(keepends=True)
    if not lines or not lines[0].startswith("hatbench losses 1 "):
        raise SystemExit(f"'{path}' is no journal of losses: give the file of 'hatbench search --losses'")
    for line in lines[1:]:
        if not line.endswith("\n"): break  # cut short by a kill
        key, first, values = re.fullmatch(r"(.*) (\d+) (\S+) \S+\n", line).groups()
        values = base64.b64decode(values)
        values = struct.unpack(f"<{len(values) // 4}f", values)
        found[key] = found.get(key, ())[:int(first)] + values
    return [(parse(key), losses) for key, losses in found.items()]


def parse(text):
    """The design of a journal's line."""
    encoder, decoder = [half.split() for half in text.split("|")]
    layers = lambda half: list(zip(*[map(int, layer.split(".")) for layer in half[1:]]))
    ef, eh = layers(encoder)
    df, sh, ch, ar = layers(decoder)
    return dict(e=int(encoder[0]), d=int(decoder[0]), ef=list(ef), eh=list(eh), df=list(df), sh=list(sh), ch=list(ch),
                ar=list(ar))


def bits(losses, tokens):
    """Nats summed per sentence to bits per token."""
    return sum(losses) / tokens / math.log(2)


def evenly(items, count):
    """So many of `items`, evenly spaced: designs of all times of a search."""
    count = min(count, len(items))
    return [items[(2 * place + 1) * len(items) // (2 * count)] for place in range(count)]
