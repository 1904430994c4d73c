"""Runs whose true rate and correlation are known: 40 stories of five questions."""

STORIES = [f"s{i:02}" for i in range(40) for _ in range(5)]


def correlated(generator, rate, correlation, samples):
    """Return (samples, 200) of 0 and 1, right at a rate that each story draws for itself (beta-binomial)."""
    spread = (1 - correlation) / correlation
    rates = generator.beta(rate * spread, (1 - rate) * spread, (samples, 40, 1))
    return (generator.random((samples, 40, 5)) < rates).reshape(samples, 200).astype(float)
