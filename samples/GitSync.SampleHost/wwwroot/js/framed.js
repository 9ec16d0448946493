// Side by side, each page is in a frame: it leaves out the way between the two, and links lead into the other frame.

/** Whether this page is one half of /split.html. */
export const framed = window.parent !== window;

document.documentElement.classList.toggle("framed", framed);

/** Lets a link lead into the frame of that name, or out of the frames; changes nothing on a page of its own. */
export function aim(link, frame = "_blank") {
  if (framed) {
    link.target = frame;
  }

  return link;
}
