// The names of the oceans and the largest seas, and from which zoom on they stand.

export const WATERS = [
  { name: "Pacific Ocean", lat: 8, lon: -150, zoom: 2 },
  { name: "Atlantic Ocean", lat: 28, lon: -43, zoom: 2 },
  { name: "Indian Ocean", lat: -25, lon: 78, zoom: 2 },
  { name: "Southern Ocean", lat: -58, lon: 60, zoom: 2 },
  { name: "Pacific Ocean", lat: -30, lon: -120, zoom: 3 },
  { name: "Atlantic Ocean", lat: -25, lon: -18, zoom: 2 },
  { name: "Arctic Ocean", lat: 81.5, lon: 160, zoom: 3 },
  { name: "Caribbean Sea", lat: 14.8, lon: -75, zoom: 4 },
  { name: "Mediterranean Sea", lat: 34.6, lon: 18.5, zoom: 4 },
  { name: "Arabian Sea", lat: 15, lon: 64, zoom: 3 },
  { name: "Bay of Bengal", lat: 14, lon: 88, zoom: 3 },
  { name: "Coral Sea", lat: -17, lon: 154, zoom: 3 },
  { name: "Tasman Sea", lat: -39, lon: 160, zoom: 3 },
  { name: "Bering Sea", lat: 58, lon: -178, zoom: 4 },
  { name: "Hudson Bay", lat: 60, lon: -85.5, zoom: 4 },
  { name: "Gulf of Mexico", lat: 25, lon: -90, zoom: 4 },
  { name: "North Sea", lat: 56.2, lon: 3.2, zoom: 5 },
  { name: "Baltic Sea", lat: 56.3, lon: 18.9, zoom: 5 },
  { name: "Black Sea", lat: 43.2, lon: 34.5, zoom: 5 },
  { name: "Caspian Sea", lat: 41.5, lon: 50.8, zoom: 5 },
];
