"""Learning the model of words: linear support vectors over tf-idf features. It imports scikit-learn."""

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from ml.emotion.rows import Rows, hard_emotions, hard_sentiments, labelled_places
from ml.emotion.words import WordModel, features_of

FEATURES = 60_000
LEAST_TEXTS = 3
STRICTNESS = 0.1
"""C of the support vectors; smaller is smoother."""


def fit_words(rows: Rows, seed: int) -> WordModel:
    """Learn from clean texts. Rows with more than one label teach words but not labels."""
    vectorizer = TfidfVectorizer(
        analyzer=features_of, min_df=LEAST_TEXTS, max_features=FEATURES, sublinear_tf=True, dtype=np.float32
    )
    seen = vectorizer.fit_transform(rows.texts)
    weights, biases = [], []
    for truth in (hard_emotions(rows.fine), hard_sentiments(rows.fine)):
        places = labelled_places(truth)
        machine = LinearSVC(C=STRICTNESS, class_weight="balanced", random_state=seed)
        machine.fit(seen[places], truth[places])
        weights.append(machine.coef_.T)
        biases.append(machine.intercept_)
    return WordModel(
        {name: int(place) for name, place in vectorizer.vocabulary_.items()},
        vectorizer.idf_.astype(np.float32),
        np.concatenate(weights, axis=1).astype(np.float32),
        np.concatenate(biases).astype(np.float32),
    )
