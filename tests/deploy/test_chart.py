"""The Helm chart, rendered by helm and held against Kubernetes' schemas and our own settings, topics and rules."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from service.shell.access import grants
from service.shell.settings import PREFIX, Settings
from service.shell.topics import wanted_topics
from tests.deploy.test_alerts import groups
from tests.integration.deployment import settings_from

CHART = Path(__file__).parents[2] / "deploy" / "helm" / "incident-stream"
Rendered = list[dict[str, Any]]
Helm = Callable[..., "subprocess.CompletedProcess[str]"]
"""Runs helm on the chart with values and further arguments."""

EVERYTHING: dict[str, Any] = {
    "kafka": {"bootstrapServers": "a:9093,b:9093", "secretName": "password", "tlsSecretName": "ca"},
    "settings": {
        "APP_ID": "desk",
        "TOPICS__PREFIX": "eu.",
        "TOPICS__PARTITIONS": 6,
        "KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA__USERNAME": "worker",
    },
    "imagePullSecrets": [{"name": "registry"}],
    "worker": {"processes": 2, "nodeSelector": {"disk": "fast"}, "tolerations": [{"operator": "Exists"}]},
    "podMonitor": {"enabled": True, "labels": {"release": "prometheus"}},
    "prometheusRule": {"enabled": True, "runbookBase": "https://wiki.example/incident-stream/"},
    "dashboard": {"enabled": True},
    "strimzi": {"enabled": True, "cluster": "main"},
    "keda": {"enabled": True},
    "networkPolicy": {"egress": [{"ports": [{"port": 4318}]}]},
}
LEAST = {"kafka": {"bootstrapServers": "kafka:9092"}}
KUBERNETES = {"apps", "batch", "policy", "networking.k8s.io", "v1"}


@pytest.fixture
def helm(tmp_path: Path) -> Helm:
    found = shutil.which("helm", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if found is None:
        pytest.skip("helm is not built; `make helm` does it")

    def run(values: dict[str, Any], *arguments: str) -> "subprocess.CompletedProcess[str]":
        file = tmp_path / "values.yaml"
        file.write_text(yaml.safe_dump(values))
        command = [found, *arguments, str(CHART), "--values", str(file)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run


@pytest.fixture
def render(helm: Helm) -> Callable[[dict[str, Any]], Rendered]:
    def rendered(values: dict[str, Any]) -> Rendered:
        done = helm(values, "template", "--namespace", "news", "watch")
        if done.returncode:
            raise ValueError(done.stderr)
        return [found for found in yaml.safe_load_all(done.stdout) if found]

    return rendered


def of_kind(found: Rendered, kind: str) -> list[dict[str, Any]]:
    return [one for one in found if one["kind"] == kind]


def pods(found: Rendered) -> list[dict[str, Any]]:
    return [one["spec"]["template"]["spec"] for one in found if one["kind"] in ("Deployment", "Job")]


def environment(pod: dict[str, Any]) -> dict[str, str]:
    return {variable["name"]: variable["value"] for variable in pod["containers"][0]["env"]}


@pytest.mark.parametrize("values", [LEAST, EVERYTHING], ids=["least", "everything"])
def test_helm_finds_nothing_wrong_with_it(helm: Helm, values: dict[str, Any]) -> None:
    done = helm(values, "lint", "--strict")

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("values", [LEAST, EVERYTHING], ids=["least", "everything"])
def test_what_it_renders_is_what_kubernetes_takes(render: Callable[..., Rendered], values: dict[str, Any]) -> None:
    checked = 0
    for one in render(values):
        if one["apiVersion"].split("/")[0] in KUBERNETES:
            kubernetes_validate.validate(one, "1.33", strict=True)
            checked += 1

    assert checked >= 5


@pytest.mark.parametrize("values", [LEAST, EVERYTHING], ids=["least", "everything"])
def test_every_pod_keeps_to_the_restricted_profile(render: Callable[..., Rendered], values: dict[str, Any]) -> None:
    found = pods(render(values))

    assert found
    for pod in found:
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert {"requests", "limits"} <= set(container["resources"])


@pytest.mark.parametrize("values", [LEAST, EVERYTHING], ids=["least", "everything"])
def test_the_service_takes_what_its_pods_are_given(
    render: Callable[..., Rendered], values: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / f"{PREFIX}KAFKA__PASSWORD").write_text("secret")
    for pod in pods(render(values)):
        variables = environment(pod)
        if f"{PREFIX}SECRETS_DIR" in variables:
            variables[f"{PREFIX}SECRETS_DIR"] = str(tmp_path)
        settings = settings_from(variables)

        assert settings.kafka.bootstrap_servers == values["kafka"]["bootstrapServers"]
        assert settings.app_id == values.get("settings", {}).get("APP_ID", "incident-stream")
        assert settings.api.host == "0.0.0.0"  # noqa: S104 - in a pod, where a policy says who gets in


def test_secrets_come_as_files(render: Callable[..., Rendered]) -> None:
    for pod in pods(render(EVERYTHING)):
        mounts = {mount["name"]: mount["mountPath"] for mount in pod["containers"][0]["volumeMounts"]}

        assert environment(pod)[f"{PREFIX}SECRETS_DIR"] == mounts["secrets"]
        assert environment(pod)[f"{PREFIX}KAFKA__CA_FILE"] == f"{mounts['tls']}/ca.crt"
        assert {volume["name"] for volume in pod["volumes"]} == set(mounts)


def test_probes_ask_for_pages_that_there_are_and_a_stop_has_time(render: Callable[..., Rendered]) -> None:
    [worker] = [one for one in of_kind(render(LEAST), "Deployment") if one["metadata"]["name"].endswith("-worker")]
    container = worker["spec"]["template"]["spec"]["containers"][0]
    asked = {name: container[name]["httpGet"]["path"] for name in ("livenessProbe", "readinessProbe", "startupProbe")}

    assert asked == {
        "livenessProbe": "/health/live",
        "readinessProbe": "/health/ready",
        "startupProbe": "/health/live",
    }
    assert container["ports"] == [{"name": "metrics", "containerPort": Settings().http.port}]
    assert worker["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] >= 30


def test_strimzi_makes_the_topics_and_rights_that_the_service_asks_for(render: Callable[..., Rendered]) -> None:
    settings = settings_from({f"{PREFIX}APP_ID": "desk", f"{PREFIX}TOPICS__PREFIX": "eu."})
    found = render(EVERYTHING)
    topics = {one["spec"]["topicName"]: one["spec"] for one in of_kind(found, "KafkaTopic")}
    [user] = of_kind(found, "KafkaUser")
    acls = user["spec"]["authorization"]["acls"]

    assert {name: spec["config"] for name, spec in topics.items()} == {
        name: {**topic.config, "min.insync.replicas": "2"} for name, topic in wanted_topics(settings).items()
    }
    assert {spec["partitions"] for spec in topics.values()} == {6}
    assert sorted((acl["resource"]["name"], *acl["operations"]) for acl in acls) == sorted(
        (grant.name, grant.operation) for grant in grants(settings, "worker")
    )
    assert of_kind(found, "Job") == []


def test_prometheus_gets_the_rules_that_are_tested_with_links_that_lead_somewhere(
    render: Callable[..., Rendered],
) -> None:
    [rule] = of_kind(render(EVERYTHING), "PrometheusRule")
    shipped = groups("recording.yml") + groups("alerts.yml")
    linked = json.dumps(shipped).replace('"docs/runbooks/', '"https://wiki.example/incident-stream/docs/runbooks/')

    assert rule["spec"]["groups"] == json.loads(linked)


def test_keda_scales_the_worker_alone_and_counts_its_own_group(render: Callable[..., Rendered]) -> None:
    found = render(EVERYTHING)
    [scaled] = of_kind(found, "ScaledObject")
    [worker] = [one for one in of_kind(found, "Deployment") if one["metadata"]["name"].endswith("-worker")]
    [trigger] = scaled["spec"]["triggers"]

    assert scaled["spec"]["scaleTargetRef"]["name"] == worker["metadata"]["name"]
    assert "replicas" not in worker["spec"]
    assert (trigger["metadata"]["consumerGroup"], trigger["metadata"]["topic"]) == ("desk", "eu.reports")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kafka": {"bootstrapServers": "no port"}},
        {**LEAST, "settings": {"KAFKA__PASSWORD": "secret"}},
        {**LEAST, "strimzi": {"enabled": True}},
        {**LEAST, "workers": {"replicas": 3}},
    ],
    ids=["no brokers", "no port", "a secret as a variable", "strimzi without a cluster", "a slip of the keyboard"],
)
def test_values_that_cannot_work_are_refused(render: Callable[..., Rendered], wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"values don't meet|schema"):
        render(wrong)
