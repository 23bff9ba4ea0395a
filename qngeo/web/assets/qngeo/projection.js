/* VN-2000 / TM-3 107-45 (EPSG:5899): coordinates, and lengths and areas measured in it. */
(function () {
  "use strict";
  proj4.defs("EPSG:5899", qngeo.config.vn2000);
  const project = proj4("EPSG:4326", "EPSG:5899");

  /* Easting and northing in metres. Vietnamese tables write X for the northing. */
  function vn2000(latlng) {
    const [east, north] = project.forward([latlng.lng, latlng.lat]);
    return { east, north };
  }

  function length(points) {
    const metric = points.map(vn2000);
    let sum = 0;
    for (let i = 1; i < metric.length; i++) {
      sum += Math.hypot(metric[i].east - metric[i - 1].east, metric[i].north - metric[i - 1].north);
    }
    return sum;
  }

  /* Square metres inside a ring of points, by the shoelace formula. */
  function area(points) {
    const metric = points.map(vn2000);
    let twice = 0;
    metric.forEach((a, i) => {
      const b = metric[(i + 1) % metric.length];
      twice += (a.east - metric[0].east) * (b.north - metric[0].north)
        - (b.east - metric[0].east) * (a.north - metric[0].north);
    });
    return Math.abs(twice) / 2;
  }

  Object.assign(qngeo, { vn2000, length, area });
})();
