"""Data for J and Z, the two dynamic letters: tracks of hands, from people and rendered, and examples made of them.

Method and figures are in docs/lab-notes/dynamic-letters.md. The network is training/networks/dynamic.py, its training
training/fitting/dynamic.py, its evaluation training/evaluation/dynamic/.

    track.py                a hand's landmarks over time with what is signed in them
    motion_script.py, rendered_tracks.py   synthetic people who spell, with and without J and Z
    still_sequences.py      letters of real people, held, moved and changed: nothing that is a J or a Z
    recorded_clips.py       J and Z performed by people, and bursts of held letters
    recognized_clips.py     J and Z as the device's recognizer sees them, in several views
    tracking.py             landmarks of recorded clips, by the device's recognizer or MediaPipe
    camera_noise.py         what a camera and a recognizer make of a track
    recognizer_errors.py    errors that the device's recognizer really makes
    examples.py             tracks → features and targets
    cache.py, example_cache.py   computed once, kept in files
"""
