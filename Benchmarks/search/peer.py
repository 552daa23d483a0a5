#!/usr/bin/env python3
"""HAT's elastic Transformer written plainly in PyTorch: the validation losses of designs that inherit a run's weights.

  peer.py RUN --designs JOURNAL|LIST.txt|N [--count C] [--seed K] [--threads 2] [--max-tokens 4096]

RUN is what 'hatbench train' wrote: weights, space and validation text are its own. JOURNAL is the file of 'hatbench search
--losses'; of its designs that saw every sentence, C evenly spaced ones are taken, or all. LIST has one design a line, as
journals write them. N is a number of random designs.
Batches are fairseq's: sorted by length, padded, at most so many tokens; the loss is label-smoothed bits per target token.

Prints one JSON object: of each design its loss, its seconds and, from a journal, hatbench's own loss. Loading, padding and
one pass over the first design beforehand are not in the seconds. Fails if a loss differs from hatbench's by more than 1e-4
bits. Needs: pip install torch numpy.
"""
import argparse, json, math, pathlib, struct, sys, time
import numpy, torch, torch.nn.functional as F
import designs as D

PADDING, END = 1, 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--designs", required=True)
    parser.add_argument("--count", type=int, default=1 << 30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-tokens", type=int, default=4096)
    parser.add_argument("--smoothing", type=float, default=0.1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = Model(options.run)
    batches, tokens, sentences = read_text(options.run, options.max_tokens)
    chosen = choose(options, sentences)
    found = []
    with torch.inference_mode():
        model.loss(batches[0], chosen[0][0], options.smoothing)  # libraries start
        for design, losses in chosen:
            start = time.perf_counter()
            loss = sum(model.loss(batch, design, options.smoothing) for batch in batches) / tokens / math.log(2)
            seconds = time.perf_counter() - start
            entry = dict(design=D.name(design), loss=loss, seconds=seconds)
            if losses: entry["hatbench_loss"] = D.bits(losses, tokens)
            found.append(entry)
    gap = max((abs(entry["loss"] - entry["hatbench_loss"]) for entry in found if "hatbench_loss" in entry), default=None)
    print(json.dumps(dict(
        designs=found, seconds=sum(entry["seconds"] for entry in found), largest_difference=gap, sentences=sentences,
        tokens=tokens, batches=len(batches), threads=options.threads, torch=torch.__version__)))
    if gap is not None and gap > 1e-4:
        sys.exit(f"peer.py: a loss differs from hatbench's by {gap} bits: this is not the same work")


def choose(options, sentences):
    """[(design, hatbench's losses or nothing)]"""
    if options.designs.isdigit():
        return [(design, None) for design in
                D.random_designs(D.read_space(options.run), int(options.designs), options.seed)]
    if options.designs.endswith(".txt"):
        return [(D.parse(line), None) for line in pathlib.Path(options.designs).read_text().splitlines()]
    whole = [(design, losses) for design, losses in D.read_journal(options.designs) if len(losses) == sentences]
    if not whole: sys.exit(f"peer.py: no design of '{options.designs}' saw all {sentences} sentences")
    return D.evenly(whole, options.count)


# Files ------------------------------------------------------------------------------------------------------------------


def read_weights(path):
    """safetensors: a length, a header in JSON, the numbers."""
    content = path.read_bytes()
    size = struct.unpack_from("<Q", content)[0]
    weights = {}
    for name, entry in json.loads(content[8:8 + size]).items():
        if name == "__metadata__": continue
        assert entry["dtype"] == "F32", f"{name} is {entry['dtype']}, and F32 was expected"
        first, last = (8 + size + offset for offset in entry["data_offsets"])
        weights[name] = torch.from_numpy(numpy.frombuffer(content[first:last], "<f4").copy().reshape(entry["shape"]))
    return weights


def read_side(prefix):
    """A side of a corpus: fairseq's MMapIndexedDataset."""
    index = pathlib.Path(f"{prefix}.idx").read_bytes()
    assert index.startswith(b"MMIDIDX\0\0"), f"{prefix}.idx is no mapped index of fairseq's"
    _, code, count = struct.unpack_from("<QBQ", index, 9)
    kind = {4: numpy.dtype("<i4"), 8: numpy.dtype("<u2")}[code]
    lengths = numpy.frombuffer(index, "<i4", count, 26)
    positions = numpy.frombuffer(index, "<i8", count, 26 + 4 * count)
    content = pathlib.Path(f"{prefix}.bin").read_bytes()
    return [numpy.frombuffer(content, kind, length, position).astype(numpy.int64)
            for length, position in zip(lengths, positions)]


def read_text(run, most):
    """The validation text as padded batches, its target tokens and its sentences."""
    settings = json.loads((run / "data" / "prepared.json").read_text())["settings"]
    pair = f"{settings['source']}-{settings['target']}"
    sources, targets = (read_side(run / "data" / f"valid.{pair}.{settings[side]}") for side in ("source", "target"))
    order = sorted(range(len(sources)), key=lambda place: (len(targets[place]), len(sources[place])))
    # fairseq's batch_by_size: full when one more sentence would be too many, then cut to a multiple of 8.
    batches, batch, longest = [], [], 0
    for place in order:
        length = max(len(sources[place]), len(targets[place]))
        if batch and (len(batch) + 1) * max(longest, length) > most:
            cut = max(8 * (len(batch) // 8), len(batch) % 8)
            batches.append(batch[:cut])
            batch = batch[cut:]
            longest = max([max(len(sources[other]), len(targets[other])) for other in batch], default=0)
        batch.append(place)
        longest = max(longest, length)
    batches.append(batch)
    padded = [Batch([sources[place] for place in batch], [targets[place] for place in batch]) for batch in batches]
    return padded, sum(map(len, targets)), len(sources)


class Batch:
    """Sentences padded on the right, and the masks that hide the padding."""

    def __init__(self, sources, targets):
        self.source, self.target = pad(sources), pad(targets)
        self.previous = pad([numpy.concatenate([[END], target[:-1]]) for target in targets])
        hidden = torch.zeros(self.source.shape).masked_fill(self.source == PADDING, -math.inf)
        self.hidden = hidden[:, None, None, :] if bool((hidden < 0).any()) else None
        length = self.target.shape[1]
        self.future = torch.full((length, length), -math.inf).triu(1)


def pad(rows):
    padded = numpy.full((len(rows), max(map(len, rows))), PADDING, numpy.int64)
    for place, row in enumerate(rows): padded[place, :len(row)] = row
    return torch.from_numpy(padded)


# Model ------------------------------------------------------------------------------------------------------------------


class Model:
    """A SuperTransformer; a design uses the first rows and columns of its weights. Post-norm, ReLU, sinusoidal positions."""

    def __init__(self, run):
        self.w, space = read_weights(run / "checkpoints" / "best" / "weights.safetensors"), D.read_space(run)
        self.qkv = space.get("qkv-dim", 512)
        self.source = self.w["encoder.embed_tokens.weight"]
        self.target = self.w.get("decoder.embed_tokens.weight", self.source)
        self.output = self.w.get("decoder.embed_out", self.target)
        self.places = {width: sinusoids(width) for width in (self.source.shape[1], self.target.shape[1])}

    def linear(self, x, name, outputs):
        """`outputs` is how many rows there are, or which."""
        rows = outputs if isinstance(outputs, slice) else slice(outputs)
        weight, bias = name if isinstance(name, tuple) else (name + ".weight", name + ".bias")
        return F.linear(x, self.w[weight][rows, :x.shape[-1]], self.w[bias][rows])

    def norm(self, x, name):
        width = x.shape[-1]
        return F.layer_norm(x, (width,), self.w[name + ".weight"][:width], self.w[name + ".bias"][:width])

    def embed(self, tokens, table, width):
        """fairseq's positions begin after the padding symbol's."""
        places = self.places[table.shape[1]][PADDING + 1:PADDING + 1 + tokens.shape[1], :width]
        return math.sqrt(width) * F.embedding(tokens, table[:, :width]) + places

    def attention(self, x, memory, name, heads, mask):
        """The sublayer with its residual; `memory` is nothing where x attends to itself."""
        inner, into = self.qkv, (f"{name}.in_proj_weight", f"{name}.in_proj_bias")
        split = lambda y: y.view(y.shape[0], y.shape[1], heads, inner // heads).transpose(1, 2)
        if memory is None:
            q, k, v = self.linear(x, into, 3 * inner).chunk(3, -1)
        else:
            q, (k, v) = self.linear(x, into, inner), self.linear(memory, into, slice(inner, None)).chunk(2, -1)
        scores = split(q * (inner // heads) ** -0.5) @ split(k).transpose(2, 3)
        if mask is not None: scores = scores + mask
        mixed = (scores.softmax(-1) @ split(v)).transpose(1, 2).reshape(x.shape[0], x.shape[1], inner)
        return self.norm(x + self.linear(mixed, f"{name}.out_proj", x.shape[-1]), f"{name}_layer_norm")

    def feed_forward(self, x, name, channels):
        hidden = F.relu(self.linear(x, f"{name}.fc1", channels))
        return self.norm(x + self.linear(hidden, f"{name}.fc2", x.shape[-1]), f"{name}.final_layer_norm")

    def encode(self, batch, design):
        """Every layer's output, last first."""
        x, outputs = self.embed(batch.source, self.source, design["e"]), []
        for layer, (ffn, heads) in enumerate(zip(design["ef"], design["eh"])):
            x = self.attention(x, None, f"encoder.layers.{layer}.self_attn", heads, batch.hidden)
            x = self.feed_forward(x, f"encoder.layers.{layer}", ffn)
            outputs.insert(0, x)
        return outputs

    def loss(self, batch, design, smoothing):
        """The label-smoothed loss, in nats summed over target tokens."""
        outputs = self.encode(batch, design)
        x = self.embed(batch.previous, self.target, design["d"])
        layers = zip(design["df"], design["sh"], design["ch"], design["ar"])
        for layer, (ffn, own_heads, cross_heads, attended) in enumerate(layers):
            count = 1 if attended == -1 else attended + 1
            memory = torch.cat(outputs[:count], 1) if count > 1 else outputs[0]
            hidden = batch.hidden if batch.hidden is None or count == 1 else batch.hidden.repeat(1, 1, 1, count)
            # Padding comes last, so what is hidden from the future is hidden from it too.
            x = self.attention(x, None, f"decoder.layers.{layer}.self_attn", own_heads, batch.future)
            x = self.attention(x, memory, f"decoder.layers.{layer}.encoder_attn", cross_heads, hidden)
            x = self.feed_forward(x, f"decoder.layers.{layer}", ffn)
        logits = F.linear(x, self.output[:, :design["d"]])
        return float(F.cross_entropy(
            logits.flatten(0, 1), batch.target.flatten(), ignore_index=PADDING, label_smoothing=smoothing,
            reduction="sum"))


def sinusoids(width, length=1026):
    """fairseq's: all sines, then all cosines."""
    half = width // 2
    rates = torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))
    angles = torch.arange(float(length))[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


if __name__ == "__main__":
    main()
