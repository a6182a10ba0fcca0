// What Streamlit loads for each of our components: it fetches the component's own module and styles from addresses
// that browsers may keep for good, and hands over once they are there, so that nothing is drawn unstyled.

const styled = new WeakMap();

function style(root, address) {
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
    // A component without its styles is still better than none.
    link.onload = link.onerror = resolve;
    root.append(link);
  });
}

async function ready(root, { module, styles }) {
  if (!styled.has(root)) styled.set(root, Promise.all(styles.map((address) => style(root, address))));
  const [loaded] = await Promise.all([import(module), styled.get(root)]);
  return loaded.default;
}

export default function (component) {
  let ended = false;
  let end;
  ready(component.parentElement, component.data.assets).then((draw) => {
    if (!ended) end = draw(component);
  });
  return () => {
    ended = true;
    end?.();
  };
}
