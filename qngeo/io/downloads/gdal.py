"""Files that GDAL writes: GeoPackage, and the Shapefile of a zip."""

import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError as LayerError
from pyogrio.errors import DataSourceError, FeatureError, FieldError, GeometryError

from qngeo.errors import ExportError
from qngeo.io.downloads.content import GEOMETRY, Content, source_lines

FID = "row_number"
"""Column in which a GeoPackage counts its rows; none of ours has that name."""


def write_gpkg(content: Content, path: Path) -> None:
    """Write one layer, or table without geometry, of a GeoPackage.

    What is said of the whole stands in the tables of metadata, title and licence
    in the list of contents too. Single shapes become multi ones where both occur.

    Parameters
    ----------
    content : Content
    path : Path
        Ending in .gpkg.
    """
    said = {**content.about, "source_list": source_lines(content.sources)}
    meaning = [
        f"{row['name']}: {row['title_en']} / {row['title_vi']}"
        f" [{row['unit'] or row['kind']}] {row['meaning']}".strip()
        for row in content.meanings.to_dict("records")
    ]
    options: dict[str, Any] = {
        "FID": FID,
        "IDENTIFIER": content.about["title_vi"],
        "DESCRIPTION": f"{content.about['title_en']}; {content.about['licence']};"
        f" data version {content.about['data_version']}",
    }
    if content.drawn:
        options["GEOMETRY_NAME"] = GEOMETRY
    written(
        content.frame,
        path,
        driver="GPKG",
        layer=content.name,
        layer_options=options,
        layer_metadata={**said, "columns": "\n".join(meaning)},
        dataset_metadata=dict(content.about),
    )


def written(frame: gpd.GeoDataFrame | pd.DataFrame, path: Path, **options: Any) -> None:
    """Let GDAL write a frame.

    Raises
    ------
    ExportError
        If GDAL cannot; the message says why.
    """
    drawn = isinstance(frame, gpd.GeoDataFrame)
    try:
        with warnings.catch_warnings():
            # A Shapefile's narrow columns; what they lose is written beside it.
            warnings.filterwarnings("ignore", message=".*(width|precision|truncated)")
            pyogrio.write_dataframe(
                frame,
                path,
                use_arrow=True,
                promote_to_multi=_mixed(frame) if drawn else None,
                geometry_type=_kind(frame) if drawn else None,
                **options,
            )
    except (
        DataSourceError, LayerError, FeatureError, FieldError, GeometryError,
    ) as error:  # fmt: skip
        msg = f"{path.name} could not be written: {error}"
        raise ExportError(msg) from error


def _mixed(frame: gpd.GeoDataFrame) -> bool:
    return bool(frame.geom_type.dropna().str.startswith("Multi").any())


def _kind(frame: gpd.GeoDataFrame) -> str:
    kinds = sorted(frame.geom_type.dropna().unique())
    single = kinds[0].removeprefix("Multi")
    return f"Multi{single}" if _mixed(frame) else single
