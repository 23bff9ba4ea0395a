"""Power diagrams whose cells are weighted to wanted areas."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def nearest_group(sites: Floats, group: Ints, weights: Floats, at: Floats) -> Ints:
    """Group of the site with the least power distance at each point.

    The power distance to a site is its squared distance less its weight. Lifting
    every site by the root of its missing weight turns the search into a plain
    nearest neighbour in three dimensions.

    Parameters
    ----------
    sites : array, shape (n, 2), metres
    group : array of int, shape (n,)
        Group of each site; sites of one group share a weight.
    weights : array, shape (groups,), square metres
    at : array, shape (m, 2), metres

    Returns
    -------
    array of int, shape (m,)
    """
    own = weights[group]
    tree = cKDTree(np.column_stack([sites, np.sqrt(own.max() - own)]))
    _, index = tree.query(np.column_stack([at, np.zeros(len(at))]))
    return group[index]


def balance_weights(
    sites: Floats,
    group: Ints,
    wanted_m2: Floats,
    sample: Floats,
    sample_m2: float,
    *,
    rounds: int = 400,
) -> Floats:
    """Weights under which each group's cells hold the wanted area.

    Parameters
    ----------
    sites : array, shape (n, 2), metres
    group : array of int, shape (n,)
    wanted_m2 : array, shape (groups,), square metres
        NaN leaves a group's weight at zero.
    sample : array, shape (m, 2), metres
        Regular grid over the land to be shared.
    sample_m2 : float, square metres
        Land that one sample point stands for.
    rounds : int
        Steps of damped ascent; more than needed, cheap.

    Returns
    -------
    array, shape (groups,), square metres
    """
    weights = np.zeros(len(wanted_m2))
    free = ~np.isnan(wanted_m2)
    for turn in range(rounds):
        found = nearest_group(sites, group, weights, sample)
        area = np.bincount(found, minlength=len(wanted_m2)) * sample_m2
        step = 0.35 if turn < rounds // 2 else 0.12
        weights[free] += step * (wanted_m2 - area)[free]
    return weights


def cells(
    sites: Floats, weights: Floats, frame: shapely.Polygon
) -> list[shapely.Polygon]:
    """Exact power cells of the sites, cut to the frame.

    Parameters
    ----------
    sites : array, shape (n, 2), metres
    weights : array, shape (n,), square metres
    frame : Polygon, metres
        Convex.

    Returns
    -------
    list of n polygons; empty where a site is outweighed by its neighbours
    """
    reach = 4 * max(
        frame.bounds[2] - frame.bounds[0], frame.bounds[3] - frame.bounds[1]
    )
    result = []
    for i, site in enumerate(sites):
        cell = frame
        apart = sites - site
        squared = (apart**2).sum(axis=1)
        for j in np.argsort(squared)[1:]:
            if squared[j] == 0:
                continue
            length = np.sqrt(squared[j])
            towards = apart[j] / length
            offset = (squared[j] + weights[i] - weights[j]) / (2 * length)
            corners = shapely.get_coordinates(cell) - site
            if corners.size == 0:
                break
            if (corners @ towards).max() <= offset:
                continue
            along = np.array([-towards[1], towards[0]])
            middle = site + towards * offset
            half_plane = shapely.Polygon(
                [
                    middle + along * reach,
                    middle - along * reach,
                    middle - along * reach - towards * 2 * reach,
                    middle + along * reach - towards * 2 * reach,
                ]
            )
            cell = cell.intersection(half_plane)
        result.append(cell)
    return result
