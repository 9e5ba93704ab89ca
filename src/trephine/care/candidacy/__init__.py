"""Whether a patient may be collected and treated: requirement by requirement, on any day."""
