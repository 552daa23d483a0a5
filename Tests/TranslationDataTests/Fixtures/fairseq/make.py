"""Writes and reads fairseq's MMapIndexedDataset with nothing but struct and array: independent of hatbench.
The layout is that of fairseq's indexed_dataset.py (MMapIndexedDataset.Index.writer, MMapIndexedDatasetBuilder)."""
import struct, sys, os
CODES = {8: ("H", 2), 4: ("i", 4)}
def write(prefix, sentences, code):
    letter, size = CODES[code]
    with open(prefix + ".bin", "wb") as f:
        for s in sentences: f.write(struct.pack("<%d%s" % (len(s), letter), *s))
    with open(prefix + ".idx", "wb") as f:
        f.write(b"MMIDIDX\x00\x00"); f.write(struct.pack("<Q", 1)); f.write(struct.pack("<B", code))
        f.write(struct.pack("<Q", len(sentences)))
        f.write(struct.pack("<%di" % len(sentences), *map(len, sentences)))
        address, pointers = 0, []
        for s in sentences: pointers.append(address); address += len(s) * size
        f.write(struct.pack("<%dq" % len(sentences), *pointers))
def read(prefix):
    b = open(prefix + ".idx", "rb").read(); d = open(prefix + ".bin", "rb").read()
    assert b[:9] == b"MMIDIDX\x00\x00" and struct.unpack_from("<Q", b, 9)[0] == 1
    letter, size = CODES[b[17]]; n, = struct.unpack_from("<Q", b, 18)
    sizes = struct.unpack_from("<%di" % n, b, 26); at = struct.unpack_from("<%dq" % n, b, 26 + 4 * n)
    assert len(b) == 26 + 12 * n
    return [list(struct.unpack_from("<%d%s" % (s, letter), d, p)) for s, p in zip(sizes, at)]
if __name__ == "__main__":
    folder = sys.argv[1]
    s = [[4 + (7 * i + 3 * j) % 56 for j in range(i % 6)] + [2] for i in range(12)]
    t = [[4 + (5 * i + j) % 56 for j in range(1 + i % 4)] + [2] for i in range(12)]
    write(folder + "/train.en-de.en", s, 8); write(folder + "/train.en-de.de", t, 4)
