from tests.soak.sampling import Sample, Totalled, Verdict, between


def steady(memory: float = 100.0, latency: float = 0.1) -> Sample:
    return Sample(0.0, 1000.0, memory, latency)


def test_a_run_that_stays_the_same_is_flat_whatever_its_first_third_was() -> None:
    verdict = Verdict.of([steady(memory=20.0, latency=9.0)] * 10 + [steady()] * 20)
    assert verdict.memory_is_flat
    assert verdict.latency_is_flat


def test_memory_that_grows_by_six_in_a_hundred_is_not_flat() -> None:
    assert not Verdict.of([steady()] * 20 + [steady(memory=106.0)] * 10).memory_is_flat
    assert Verdict.of([steady()] * 20 + [steady(memory=104.0)] * 10).memory_is_flat


def test_latency_may_fall_but_not_rise() -> None:
    assert Verdict.of([steady()] * 20 + [steady(latency=0.01)] * 10).latency_is_flat
    assert not Verdict.of([steady()] * 20 + [steady(latency=0.12)] * 10).latency_is_flat


def test_a_sample_is_what_happened_between_two_looks() -> None:
    before, after = Totalled(100, 5.0, 1.0, 10), Totalled(300, 7.0, 4.0, 20)
    assert between(before, after, at=60.0, seconds=2.0) == Sample(60.0, 100.0, 7.0, 0.3)
