# The rules that come with tflint; those of providers are Checkov's and the provider's own schema.
config {
  call_module_type = "local"
}

plugin "terraform" {
  enabled = true
  preset  = "all"
}
