// The colours. Names have at least 4.5:1 contrast on what they stand on; everything else stays quiet.

const palettes = {
  light: {
    sea: "#d6e0e9",
    land: "#f7f7f5",
    coast: "#b4c3d0",
    region: "#e2e3e4",
    border: "#b2b6be",
    country: "#5a6170",
    city: "#383f4b",
    water: "#49647d",
    halo: "rgba(247, 247, 245, 0.85)",
  },
  dark: {
    sea: "#12171e",
    land: "#262c34",
    coast: "#3d4854",
    region: "#333a44",
    border: "#525c69",
    country: "#a9b2bf",
    city: "#d3d9e1",
    water: "#7d93aa",
    halo: "rgba(30, 35, 42, 0.85)",
  },
};

/** The colours of a theme; any but "dark" is light. */
export const paletteOf = (theme) => (theme === "dark" ? palettes.dark : palettes.light);
