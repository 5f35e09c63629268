"""Catmull–Clark subdivision (1978) as one sparse matrix a level, so that a posed mesh is refined by a product.

Boundary edges follow the cubic B-spline rules of Hoppe et al. 1994.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Quads = NDArray[np.int32]
Triangles = NDArray[np.int32]


@dataclass(frozen=True)
class Subdivision:
    """One level of subdivision: new vertices = `matrix` @ old vertices. Old vertices keep their numbers.

    Attributes:
        matrix: (new, old) sparse.
        quads: int32 (4 × old quads, 4), in new vertex numbers.
    """

    matrix: sp.csr_matrix
    quads: Quads

    @classmethod
    def of(cls, n: int, quads: Quads, *, smooth: bool = True) -> "Subdivision":
        """Subdivide a mesh.

        Args:
            n: number of vertices.
            quads: (f, 4) vertex numbers.
            smooth: False only splits faces and edges, as texture coordinates need.
        """
        corners = quads.tolist()
        edges: dict[tuple[int, int], int] = {}
        faces_of_edge: list[list[int]] = []
        edges_of_face: list[list[int]] = []
        for face, quad in enumerate(corners):
            own = []
            for k in range(4):
                a, b = quad[k], quad[(k + 1) % 4]
                key = (min(a, b), max(a, b))
                if key not in edges:
                    edges[key] = len(edges)
                    faces_of_edge.append([])
                faces_of_edge[edges[key]].append(face)
                own.append(edges[key])
            edges_of_face.append(own)

        entries: list[tuple[int, int, float]] = []
        face_point = n + len(edges)
        boundary: dict[int, list[int]] = {}
        edges_of: list[list[tuple[int, int]]] = [[] for _ in range(n)]
        faces_of: list[list[int]] = [[] for _ in range(n)]
        for face, quad in enumerate(corners):
            for v in quad:
                entries.append((face_point + face, v, 0.25))
                faces_of[v].append(face)
        for (a, b), e in edges.items():
            edges_of[a].append((a, b))
            edges_of[b].append((a, b))
            if smooth and len(faces_of_edge[e]) == 2:
                entries += [(n + e, v, 0.25) for v in (a, b)]
                entries += [(n + e, v, 1 / 16) for f in faces_of_edge[e] for v in corners[f]]
            else:
                entries += [(n + e, v, 0.5) for v in (a, b)]
                boundary.setdefault(a, []).append(b)
                boundary.setdefault(b, []).append(a)
        for v in range(n):
            entries += _vertex_rule(v, smooth, boundary.get(v, []), faces_of[v], edges_of[v], corners)

        rows, columns, values = zip(*entries, strict=True)
        size = (face_point + len(corners), n)
        new = [
            [quad[k], n + edges_of_face[f][k], face_point + f, n + edges_of_face[f][k - 1]]
            for f, quad in enumerate(corners)
            for k in range(4)
        ]
        matrix = sp.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=size)
        return cls(matrix, np.array(new, np.int32))


def _vertex_rule(
    v: int,
    smooth: bool,
    boundary: list[int],
    faces: list[int],
    edges: list[tuple[int, int]],
    corners: list[list[int]],
) -> list[tuple[int, int, float]]:
    """Return the matrix entries (row, column, value) of an old vertex."""
    if smooth and len(boundary) == 2:
        return [(v, v, 0.75), *((v, u, 0.125) for u in boundary)]
    valence = len(faces)
    if not smooth or boundary or valence < 3:
        return [(v, v, 1.0)]
    weight = 1 / valence**2
    out = [(v, u, 0.25 * weight) for f in faces for u in corners[f]]
    out += [(v, u, weight) for edge in edges for u in edge]
    return [*out, (v, v, (valence - 3) / valence)]


def triangles(quads: Quads) -> Triangles:
    """Return each quad as two triangles, int32 (2f, 3)."""
    return np.ascontiguousarray(np.vstack([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))


def smoothing(n: int, quads: Quads) -> sp.csr_matrix:
    """Return the (n, n) sparse matrix that replaces every vertex by the mean of itself and its neighbours."""
    pairs = np.vstack([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    pairs = np.vstack([pairs, pairs[:, ::-1]])
    near = sp.csr_matrix((np.ones(len(pairs), np.float32), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    near.data[:] = 1
    near = near + sp.eye(n, dtype=np.float32)
    return (sp.diags(1 / np.asarray(near.sum(1)).ravel()) @ near).tocsr()
