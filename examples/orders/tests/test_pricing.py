import pytest

from orders.pricing import InvalidOrder, line_total, order_total


def test_a_line_costs_quantity_times_price():
    assert line_total({"quantity": 3, "price": 250}) == 750


def test_ten_pieces_get_the_discount():
    assert line_total({"quantity": 9, "price": 100}) == 900
    assert line_total({"quantity": 10, "price": 100}) == 950


def test_the_discount_never_favours_the_shop_by_rounding():
    assert line_total({"quantity": 10, "price": 1}) == 10


def test_an_order_is_the_sum_of_its_lines():
    lines = [{"quantity": 1, "price": 5}, {"quantity": 10, "price": 100}]
    assert order_total(lines) == 955


@pytest.mark.parametrize("lines", [None, [], {}, "lines"])
def test_an_order_needs_lines(lines):
    with pytest.raises(InvalidOrder, match="at least one line"):
        order_total(lines)


@pytest.mark.parametrize("value", [0, -1, "2", 1.5, True, None])
def test_quantity_and_price_are_whole_and_positive(value):
    with pytest.raises(InvalidOrder, match="quantity"):
        line_total({"quantity": value, "price": 1})
    with pytest.raises(InvalidOrder, match="price"):
        line_total({"quantity": 1, "price": value})


def test_a_line_is_an_object():
    with pytest.raises(InvalidOrder):
        line_total("2 apples")
