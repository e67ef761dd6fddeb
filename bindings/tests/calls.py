"""Calls the built library from another language: `cargo xtask test` runs this with the generated module at hand."""

import usalama

version = usalama.version()
assert version.count(".") == 2, version

categories = {category.category: category for category in usalama.categories()}
assert len(categories) > 40, len(categories)
assert categories["phone_snatching"].sw == "Kunyakuliwa simu"
assert categories["gbv"].sensitive and not categories["street_light"].sensitive
assert categories["drug_selling"].tip_only

assert usalama.check_reference("000 000000 o") == "000-000000-0"
for text, code in [
    ("047", usalama.ErrorCode.REFERENCE_SHAPE),
    ("000-000000-1", usalama.ErrorCode.REFERENCE_CHECK),
]:
    try:
        usalama.check_reference(text)
    except usalama.UsalamaError.Failed as failed:
        assert failed.code == code and not failed.retryable and failed.reason
    else:
        raise AssertionError(f"{text} was taken for a reference")

print(f"usalama {version}: {len(categories)} categories, references checked")
