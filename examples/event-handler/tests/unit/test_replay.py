from replay.handler import LIMIT, handler


def test_an_event_is_sent_again_until_it_failed_too_often():
    failed = [{"id": "a"}, {"id": "b", "attempts": LIMIT}]
    assert handler({"failed": failed}, None) == {"again": [{"id": "a"}], "given-up": 1}
