output "vpc_id" {
  description = "Id of the network."
  value       = aws_vpc.this.id
}
