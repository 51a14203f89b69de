/** Does something as if this process's clock were ahead by so many seconds, or behind. */
export async function at(seconds, action) {
  const wall = Date.now;
  Date.now = () => wall() + seconds * 1000;
  try {
    return await action();
  } finally {
    Date.now = wall;
  }
}
