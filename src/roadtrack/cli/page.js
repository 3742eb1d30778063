"use strict";
// Keys go to the app from its first frame on, without a click. textual.js marks that frame with a class.
const waiting = new MutationObserver(() => {
  if (document.body.classList.contains("-first-byte")) {
    waiting.disconnect();
    document.querySelector(".xterm-helper-textarea")?.focus();
  }
});
document.addEventListener("DOMContentLoaded", () => waiting.observe(document.body, { attributeFilter: ["class"] }));
