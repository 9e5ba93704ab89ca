"""The mechanism room: one virtual patient by sliders, and the model it is computed by."""
