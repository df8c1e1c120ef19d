"""Resources that hold data are not deleted, replaced or forgotten, unless somebody allowed it until a day that has not passed.

It is asked twice: when a plan is made, and again before it is applied, since an allowance may have expired in between.
"""

import datetime
import json
import re
from collections import namedtuple

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

# What cannot be made again from its configuration.
TYPES = frozenset({
    # databases
    "aws_dynamodb_table", "aws_dynamodb_table_replica", "aws_dynamodb_global_table", "aws_db_instance", "aws_rds_cluster", "aws_rds_cluster_instance",
    "aws_rds_global_cluster", "aws_db_snapshot", "aws_db_cluster_snapshot", "aws_dsql_cluster", "aws_docdb_cluster",
    "aws_docdb_cluster_instance", "aws_docdb_global_cluster", "aws_docdbelastic_cluster", "aws_neptune_cluster",
    "aws_neptune_cluster_instance", "aws_neptune_global_cluster", "aws_neptunegraph_graph", "aws_redshift_cluster",
    "aws_redshiftserverless_namespace", "aws_keyspaces_table", "aws_keyspaces_keyspace", "aws_timestreamwrite_database",
    "aws_timestreamwrite_table", "aws_timestreaminfluxdb_db_instance", "aws_qldb_ledger", "aws_lightsail_database",
    "aws_db_snapshot_copy", "aws_rds_cluster_snapshot_copy", "aws_docdb_cluster_snapshot", "aws_neptune_cluster_snapshot",
    "aws_redshift_cluster_snapshot", "aws_redshiftserverless_snapshot", "aws_finspace_kx_database", "aws_finspace_kx_volume",
    "aws_simpledb_domain", "aws_cloudfront_key_value_store",
    # caches that are used as stores, and search
    "aws_elasticache_cluster", "aws_elasticache_replication_group", "aws_elasticache_global_replication_group",
    "aws_elasticache_serverless_cache", "aws_memorydb_cluster", "aws_opensearch_domain", "aws_elasticsearch_domain",
    "aws_opensearchserverless_collection", "aws_memorydb_multi_region_cluster", "aws_memorydb_snapshot", "aws_cloudsearch_domain",
    "aws_kendra_index",
    # files, blocks and objects
    "aws_s3_bucket", "aws_s3_directory_bucket", "aws_s3tables_table", "aws_s3tables_table_bucket", "aws_efs_file_system",
    "aws_fsx_lustre_file_system", "aws_fsx_ontap_file_system", "aws_fsx_ontap_volume", "aws_fsx_openzfs_file_system",
    "aws_fsx_openzfs_volume", "aws_fsx_windows_file_system", "aws_ebs_volume", "aws_ebs_snapshot", "aws_glacier_vault",
    "aws_backup_vault", "aws_backup_logically_air_gapped_vault", "aws_ecr_repository", "aws_ecrpublic_repository",
    "aws_codecommit_repository", "aws_codecatalyst_source_repository", "aws_codeartifact_domain", "aws_codeartifact_repository",
    "aws_ebs_snapshot_copy", "aws_ebs_snapshot_import", "aws_ami", "aws_ami_copy", "aws_ami_from_instance", "aws_fsx_backup",
    "aws_fsx_openzfs_snapshot", "aws_fsx_file_cache", "aws_lightsail_bucket", "aws_lightsail_disk", "aws_media_store_container",
    "aws_s3control_bucket", "aws_storagegateway_cached_iscsi_volume", "aws_storagegateway_stored_iscsi_volume",
    "aws_workspaces_workspace",
    # catalogs of data, and what was computed or learned from it
    "aws_glue_catalog_database", "aws_glue_catalog_table", "aws_glue_registry", "aws_glue_schema", "aws_athena_database",
    "aws_s3tables_namespace", "aws_schemas_registry", "aws_securitylake_data_lake", "aws_datazone_domain", "aws_datazone_project",
    "aws_sagemaker_domain", "aws_sagemaker_feature_group", "aws_sagemaker_notebook_instance", "aws_rekognition_collection",
    "aws_location_geofence_collection", "aws_customerprofiles_domain", "aws_connect_instance", "aws_grafana_workspace",
    "aws_prometheus_workspace",
    # streams and logs that are kept
    "aws_kinesis_stream", "aws_msk_cluster", "aws_msk_serverless_cluster", "aws_cloudwatch_log_group",
    "aws_cloudtrail_event_data_store", "aws_cloudwatch_event_archive", "aws_kinesis_video_stream", "aws_mq_broker", "aws_detective_graph",
    # identities and secrets, and the keys without which data is lost
    "aws_cognito_user_pool", "aws_cognito_identity_pool", "aws_secretsmanager_secret", "aws_kms_key", "aws_kms_replica_key",
    "aws_kms_external_key", "aws_kms_replica_external_key", "aws_kms_custom_key_store", "aws_cloudhsm_v2_cluster",
    "aws_paymentcryptography_key", "aws_acmpca_certificate_authority", "aws_directory_service_directory",
    "aws_workspaces_directory", "aws_identitystore_user", "aws_identitystore_group", "aws_verifiedpermissions_policy_store",
    "aws_route53_zone", "aws_route53domains_domain", "aws_route53domains_registered_domain", "aws_organizations_account",
    "aws_organizations_organization",
    # what holds resources of any type, which the plan does not show
    "aws_cloudformation_stack", "aws_cloudformation_stack_set", "aws_cloudformation_stack_set_instance",
    "aws_cloudformation_stack_instances", "aws_cloudcontrolapi_resource", "aws_serverlessapplicationrepository_cloudformation_stack",
}) | frozenset(f"awscc_{name}" for name in (
    # The same of the provider awscc, which names them after CloudFormation.
    "dynamodb_table", "dynamodb_global_table", "rds_db_instance", "rds_db_cluster", "rds_global_cluster", "dsql_cluster",
    "docdb_db_cluster", "docdb_db_instance", "docdb_global_cluster", "docdbelastic_cluster", "neptune_db_cluster",
    "neptune_db_instance", "neptune_global_cluster", "neptunegraph_graph", "redshift_cluster", "redshiftserverless_namespace",
    "cassandra_table", "cassandra_keyspace", "timestream_database", "timestream_table", "timestream_influx_db_instance",
    "timestream_influx_db_cluster", "qldb_ledger", "lightsail_database",
    "elasticache_cache_cluster", "elasticache_replication_group", "elasticache_global_replication_group",
    "elasticache_serverless_cache", "memorydb_cluster", "memorydb_multi_region_cluster", "opensearchservice_domain",
    "elasticsearch_domain", "opensearchserverless_collection",
    "s3_bucket", "s3express_directory_bucket", "s3tables_table", "s3tables_table_bucket", "efs_file_system", "fsx_file_system",
    "fsx_volume", "ec2_volume", "backup_backup_vault", "backup_logically_air_gapped_backup_vault", "ecr_repository",
    "ecr_public_repository", "codecommit_repository",
    "kinesis_stream", "msk_cluster", "msk_serverless_cluster", "logs_log_group", "cloudtrail_event_data_store",
    "cognito_user_pool", "cognito_identity_pool", "secretsmanager_secret", "kms_key", "kms_replica_key", "cloudhsm_cluster",
    "cloudformation_stack", "cloudformation_stack_set",
))
TYPE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
KEYS = {"address", "type", "until", "reason"}

Loss = namedtuple("Loss", "address type action")


class Allowance:
    """`what` is an address or a type; it holds through the whole day `until`, UTC."""

    def __init__(self, entry):
        if not isinstance(entry, dict) or not set(entry) <= KEYS:
            raise _wrong("allow", f"each entry is an object with address or type, until and reason, not {json.dumps(entry)}")
        if ("address" in entry) == ("type" in entry):
            raise _wrong("allow", f"an entry names either an address or a type: {json.dumps(entry)}")
        self.address = entry.get("address")
        self.type = entry.get("type")
        self.what = self.address or self.type
        self.reason = entry.get("reason")
        for name, value in (("address or type", self.what), ("reason", self.reason)):
            if not isinstance(value, str) or not value.strip():
                raise _wrong("allow", f"an entry has no {name}: {json.dumps(entry)}")
        until = entry.get("until")
        try:
            # `fromisoformat` alone takes other forms too.
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", until):
                raise ValueError
            self.until = datetime.date.fromisoformat(until)
        except (TypeError, ValueError):
            raise _wrong("allow", f"until of {self.what} is no day such as 2027-03-31: {json.dumps(until)}") from None

    def covers(self, loss):
        return loss.address == self.address if self.address else loss.type == self.type


def check(details, protect="[]", allow="[]", today=None):
    """Refuses the plan (`terraform show -json` of it, parsed) that loses what is protected and not allowed.

    `protect`: JSON list of further types. `allow`: JSON list of {"address" or "type", "until", "reason"}.
    """
    refused, allowed = losses(details, protect, allow, today)
    for loss, allowance in allowed:
        runner.annotate(
            "warning", f"{loss.address} {loss.action}, as allowed until {allowance.until}: {allowance.reason}"
        )
    if not refused:
        return
    lines = [f"{loss.address} {loss.action}{why}" for loss, why in refused]
    raise runner.Refused(
        "protected",
        f"the plan loses what holds data, so it is refused: {'; '.join(lines)}. If it is meant, add the address to `allow` "
        "(infrastructure.allow in slipway.yaml) with the last day it holds (until) and the reason, and run this again; "
        "to keep a resource that only moved, write a `moved` block",
        "\n".join(lines),
    )


def losses(details, protect="[]", allow="[]", today=None):
    """(refused, allowed): the first as (loss, why), the second as (loss, allowance)."""
    protected = TYPES | types(protect)
    granted = allowances(allow)
    today = today or this_day()
    refused, allowed = [], []
    for loss in _all(details):
        if loss.type not in protected:
            continue
        allowance, why = judge([allowance for allowance in granted if allowance.covers(loss)], today)
        if allowance:
            allowed.append((loss, allowance))
        else:
            refused.append((loss, why))
    return refused, allowed


def judge(covering, today):
    """(allowance, why): of those that cover one thing the one that holds longest, or None and why it does not help."""
    longest = max(covering, key=lambda allowance: allowance.until, default=None)
    if longest and longest.until < today:
        return None, f" (its allowance expired on {longest.until})"
    return longest, ""


def allowances(allow):
    return [Allowance(entry) for entry in _list("allow", allow)]


def this_day():
    """Allowances end with a day, which is that of UTC."""
    return datetime.datetime.now(datetime.timezone.utc).date()


def types(protect):
    found = _list("protect", protect)
    for name in found:
        if not isinstance(name, str) or not TYPE.fullmatch(name):
            raise _wrong("protect", f"{json.dumps(name)} is no type of a resource such as aws_sqs_queue")
    return frozenset(found)


def _all(details):
    """Everything that the plan takes away; one deposed earlier is left over by a replacement that failed, data and all."""
    for change in details.get("resource_changes") or []:
        actions = change["change"]["actions"]
        if change.get("mode") != "managed" or not {"delete", "forget"} & set(actions):
            continue
        if "create" in actions:
            action = "is replaced" if "delete" in actions else "is replaced, and the old one is left without Terraform"
        else:
            action = "is deleted" if "delete" in actions else "is forgotten"
        address = change["address"]
        yield Loss(address, change["type"], f"(deposed {change['deposed']}) {action}" if change.get("deposed") else action)


def _list(name, text):
    try:
        found = json.loads(text or "[]")
    except ValueError as error:
        raise _wrong(name, f"it is no JSON: {error}") from None
    if not isinstance(found, list):
        raise _wrong(name, "it is no JSON list")
    return found


def _wrong(name, why):
    return runner.Refused("input-invalid", f"the input {name} cannot be used: {why}")
