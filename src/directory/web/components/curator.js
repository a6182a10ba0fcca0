// Whether somebody has worked at the desk with this browser: only then is it worth asking who is signed in. What anybody
// may do is decided by the server alone.
const KEY = "linked-initiatives.curator";

export function wasHere() {
  try {
    return localStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

export function note(isHere) {
  try {
    if (isHere) localStorage.setItem(KEY, "1");
    else localStorage.removeItem(KEY);
  } catch {
    // Without storage a profile offers no way back to earlier states; the desk works all the same.
  }
}
