// The element <cross-margin>: every attribute, property, method and event.
export {};
