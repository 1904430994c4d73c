"""pullquote beside other systems: each in a process of its own, with the packages that it wants."""
