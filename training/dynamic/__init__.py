"""J and Z, the two letters that move: trajectories, the small recurrent network, and how well it does.

`python -m training motion --help` lists what can be done. Method and figures are in docs/lab-notes/dynamic-letters.md.

    clip.py        a hand's track over time with what was signed in it
    strokes.py     how a hand draws J and Z, in three dimensions
    rendered.py    synthetic people who spell, with and without J and Z
    stills.py      real people's letters held, swayed and changed: what must not be read as J or Z
    real.py        J and Z performed by people, bursts of held letters
    seen.py        a track as a camera and a recogniser see it: frame rate, noise, lost frames
    examples.py    tracks → features and targets
    net.py         GRU and LSTM; train.py trains them
    rules.py       the same by rules, for comparison
    score.py       performances read, false alarms, delay
    whole.py       pictures in, letters out: what the whole station makes of them
    evaluate.py    all figures; folds.py those of training signers left out, sizes.py bytes and milliseconds
    picture.py     trajectories with the detector's answers
"""
