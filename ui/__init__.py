"""Two ways for a person to reach `qa`: the terminal (`cli`) and the browser (`app`)."""
