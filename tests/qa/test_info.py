from qa import Assistant


def test_a_library_in_figures(assistant, news, encoder):
    (news / "damaged.pdf").write_bytes(b"%PDF-1.4 and no more")
    (news / "storm.txt").write_text("The storm took a roof off.")
    assistant.add(news)
    info = assistant.store.info()
    assert (info.articles, info.passages, info.versions, info.sources, info.outlets) == (3, 3, 1, 4, 1)
    assert (info.first, info.last) == ("2025-03-14", "2025-03-14")
    assert (info.encoder, info.dimension) == (encoder.name, encoder.dimension)
    assert [origin.source for origin in info.failed] == [str(news / "damaged.pdf")]
    assert info.failed[0].reason
    assert info.followed == (str(news),)
    files = [path for path in assistant.store.folder.rglob("*") if path.is_file()]
    assert 0.9 < info.sizes["all"] / sum(path.stat().st_size for path in files) <= 1
    assert info.sizes["all"] == sum(size for name, size in info.sizes.items() if name != "all")


def test_an_empty_library_is_up_to_date(tmp_path):
    info = Assistant.open(tmp_path / "library").store.info()
    assert (info.articles, info.passages, info.encoder, info.first) == (0, 0, None, None)
    assert info.indexes_current


def test_indexes_that_are_behind_or_gone_are_told_until_they_are_made_again(assistant, news):
    assert assistant.store.info().indexes_current
    assistant.store.remove(next(assistant.articles()).id)
    assert not assistant.store.info().indexes_current
    assistant.store.sync()
    assert assistant.store.info().indexes_current
    (assistant.store.folder / "vectors.faiss").unlink()
    info = assistant.store.info()
    assert not info.indexes_current
    assert info.indexes == "behind the articles; the next search or add catches up"
    made = Assistant.open(assistant.store.folder, assistant.encoder)
    assert made.search("bridge")
    assert made.store.info().indexes_current
