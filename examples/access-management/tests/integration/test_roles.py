from access import roles


def test_a_role_is_found_by_tenant_and_user(role_of):
    role_of("acme", "ada", "owner")
    assert roles.role("roles", "acme", "ada") == "owner"
    assert roles.role("roles", "acme", "grace") is None
    assert roles.role("roles", "umbrella", "ada") is None
