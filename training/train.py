"""Train one half of a language pack (syntax or names) on one core with a fixed seed.

python training/train.py syntax --lang en --data BUILD/en --vectors BUILD/en-vectors --out BUILD/en-syntax [--steps N]
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from spacy.cli._util import setup_gpu
from spacy.cli.init_config import fill_config
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_nlp
from spacy.util import load_config
from tokens import adapt

HERE = Path(__file__).parent
EMBED = {"syntax": "tok2vec.model.embed", "names": "ner.model.tok2vec.embed"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("half", choices=("syntax", "names"))
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that convert.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, help="folder that vectors.py wrote")
    parser.add_argument("--start", type=Path, help="trained model to go on from, with a third of the learning rate")
    parser.add_argument("--steps", type=int, help="override max_steps of the config")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override a value of the config (JSON)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    setup_gpu(-1, silent=True)
    (options.out / "config.cfg").write_text(
        (HERE / f"configs/{options.half}.cfg").read_text("utf-8").replace("lang = null", f'lang = "{options.lang}"'), "utf-8"
    )
    fill_config(options.out / "config.cfg", options.out / "config.cfg", silent=True)
    overrides: dict[str, object] = {
        "paths.train": str(options.data / f"{options.half}-train.spacy"),
        "paths.dev": str(options.data / f"{options.half}-dev.spacy"),
    }
    if options.vectors:
        overrides["initialize.vectors"] = str(options.vectors)
        overrides[f"components.{EMBED[options.half]}.include_static_vectors"] = True
    for pair in options.set:
        key, _, value = pair.partition("=")
        overrides[key] = json.loads(value)
    if options.steps:
        overrides["training.max_steps"] = options.steps
    if options.start:
        overrides.setdefault("training.optimizer.learn_rate.initial_rate", 0.0005)
    config = load_config(options.out / "config.cfg", overrides=overrides, interpolate=False)
    if options.start:
        fresh = {"trainable_lemmatizer": config["components"].get("trainable_lemmatizer")}
        config["components"] = {name: fresh.get(name) or {"source": str(options.start)} for name in config["nlp"]["pipeline"]}
        if fresh["trainable_lemmatizer"]:  # its edit trees are not found again by new pairs once it has been stored
            source = load_config(options.start / "config.cfg", interpolate=True)
            width = source["components"]["tok2vec"]["model"]["encode"]["width"]
            fresh["trainable_lemmatizer"]["model"]["tok2vec"]["width"] = width
    nlp = init_nlp(config, use_gpu=-1)
    adapt(nlp)
    train_nlp(nlp, options.out, use_gpu=-1)


if __name__ == "__main__":
    main()
