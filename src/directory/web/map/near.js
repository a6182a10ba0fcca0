// The circle of `near=lat,lon,km`: read from the query, drawn as a thin ring with its centre.

/** Read the circle of a query string; null when there is none. */
export function readNear(query) {
  const numbers = (new URLSearchParams(query).get("near") ?? "").split(",").map((text) => (text ? Number(text) : NaN));
  const [latitude, longitude, km] = numbers;
  return numbers.length === 3 && numbers.every(Number.isFinite) ? { latitude, longitude, radius_m: 1000 * km } : null;
}

const EARTH_KM = 6371;

/** How far two points are from each other on the globe. */
export function distanceKm(one, other) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (from, to) => Math.sin(radians(to - from) / 2) ** 2;
  const across = Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * half(one.longitude, other.longitude);
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half(one.latitude, other.latitude) + across)));
}

export class NearCircle {
  #L;
  #map;
  #drawn = null;

  constructor(L, map) {
    this.#L = L;
    this.#map = map;
  }

  /** Draw this circle instead of the former one; null draws none. */
  show(circle) {
    this.#drawn?.remove();
    this.#drawn = null;
    if (!circle) return;
    const L = this.#L;
    const centre = [circle.latitude, circle.longitude];
    this.#drawn = L.layerGroup([
      L.circle(centre, { radius: circle.radius_m, className: "li-near", interactive: false }),
      L.circleMarker(centre, { radius: 4, className: "li-near-centre", interactive: false }),
    ]).addTo(this.#map);
  }

  /** The box around a circle, `[west, south, east, north]`. */
  box({ latitude, longitude, radius_m: radius }) {
    const bounds = this.#L.latLng(latitude, longitude).toBounds(2 * radius);
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }
}
