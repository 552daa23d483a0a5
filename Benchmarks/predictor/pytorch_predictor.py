"""HAT's latency predictor in plain PyTorch: the same network, rows, steps and threads as predictor-benchmark.

Prints one line: seconds, mean squared error over all rows. With --lists, each step converts Python lists to tensors as
HAT's latency_predictor.py does; without, the rows are tensors from the start.
"""

import argparse
import random
import time

import torch

NORMS = [640, 6, 2048, 6, 640, 6, 2048, 6, 6, 2]


class Predictor(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first_layer = torch.nn.Linear(10, 400)
        self.layers = torch.nn.ModuleList(torch.nn.Linear(400, 400) for _ in range(3))
        self.predict = torch.nn.Linear(400, 1)

    def forward(self, x):
        x = torch.relu(self.first_layer(x))
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.predict(x)


def made_up_rows(count=1600):
    rows = [[((row * (2 * i + 3)) % 17 + 4) / 20 for i in range(10)] for row in range(count)]
    return rows, [sum(row) / 10 for row in rows]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--lists", action="store_true", help="convert lists in each step, as HAT does")
    parser.add_argument("--adam", choices=["default", "foreach", "fused"], default="default")
    arguments = parser.parse_args()

    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    random.seed(0)
    rows, latencies = made_up_rows()
    inputs, targets = torch.tensor(rows), torch.tensor(latencies)
    model, criterion = Predictor(), torch.nn.MSELoss()
    adam = {} if arguments.adam == "default" else {arguments.adam: True}
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5, **adam)

    start = time.perf_counter()
    for _ in range(arguments.steps):
        if arguments.lists:
            sample = random.sample(range(len(rows)), 128)
            x = torch.Tensor([rows[i] for i in sample])
            y = torch.Tensor([latencies[i] for i in sample])
        else:
            sample = torch.randperm(len(rows))[:128]
            x, y = inputs[sample], targets[sample]
        loss = criterion(model(x).squeeze(), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        error = criterion(model(inputs).squeeze(), targets).item()
    print(f"seconds {seconds} mse {error} torch {torch.__version__}")


if __name__ == "__main__":
    main()
