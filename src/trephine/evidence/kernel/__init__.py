"""The numerical kernels: plain functions over arrays, compiled or interpreted (``mode``)."""
