"""Response of myeloma over a sequence of visits, by IMWG 2016."""
