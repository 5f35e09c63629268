"""How letters and numbers are signed: a posable hand in NumPy, fingerspelling over time, and a light renderer.

    rotation.py                   rotations as (3, 3) matrices
    skeleton.py                   joint angles → joints and bones
    hand_model.py                 the bundled mesh with its skinning weights
    pose_table.py                 pose and movement of each letter and number
    timeline.py, spelling.py      the pose at any time of a spelled word
    spans.py, renderer.py         a posed hand → pixels
    one_bit.py                    pixels → lines and hatching for 1-bit displays
    finger_features.py            the palm and each finger as numbers that change little with the view
    finger_table.py               how people hold each finger in each letter, of the asset fingers.npz
    finger_network.py             a small network that says which fingers are off, of the asset finger_check.npz
    finger_check.py               which finger is off, and whether it is sure enough to be said
    hand_marks.py                 the mark of that finger in a picture
    sign_scene.py                 a sign fitted into a square picture
    own_pictures.py               a teacher's own photographs in place of the built-in pictures

Lengths are hand units (wrist to middle knuckle, about 9.5 cm), angles degrees. The hand is a right hand; a left hand is
its mirror image. The files below device/assets/hand are written by `python -m training handshapes build`.
"""
