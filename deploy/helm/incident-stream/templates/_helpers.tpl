{{- define "is.name" -}}
{{- if contains "incident-stream" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-incident-stream" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "is.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "is.selector" -}}
app.kubernetes.io/name: incident-stream
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "is.labels" -}}
{{ include "is.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: incident-stream
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "is.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with include "is.volumes" . }}
volumes: {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "is.container" -}}
image: {{ include "is.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
env:
  - {name: INCIDENT_STREAM_KAFKA__BOOTSTRAP_SERVERS, value: {{ .Values.kafka.bootstrapServers | quote }}}
  {{- if .Values.kafka.secretName }}
  - {name: INCIDENT_STREAM_SECRETS_DIR, value: /run/secrets/incident-stream}
  {{- end }}
  {{- if .Values.kafka.tlsSecretName }}
  - {name: INCIDENT_STREAM_KAFKA__CA_FILE, value: /run/tls/ca.crt}
  {{- end }}
  {{- if not (hasKey .Values.settings "API__HOST") }}
  - {name: INCIDENT_STREAM_API__HOST, value: 0.0.0.0}
  {{- end }}
  {{- range $name, $value := .Values.settings }}
  - {name: INCIDENT_STREAM_{{ $name }}, value: {{ $value | toString | quote }}}
  {{- end }}
{{- with include "is.mounts" . }}
volumeMounts: {{- . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "is.mounts" -}}
{{- if .Values.kafka.secretName }}
- {name: secrets, mountPath: /run/secrets/incident-stream, readOnly: true}
{{- end }}
{{- if .Values.kafka.tlsSecretName }}
- {name: tls, mountPath: /run/tls, readOnly: true}
{{- end }}
{{- end }}

{{- define "is.volumes" -}}
{{- if .Values.kafka.secretName }}
- {name: secrets, secret: {secretName: {{ .Values.kafka.secretName }}}}
{{- end }}
{{- if .Values.kafka.tlsSecretName }}
- {name: tls, secret: {secretName: {{ .Values.kafka.tlsSecretName }}}}
{{- end }}
{{- end }}

{{- /* Rules as Prometheus has them, with links that lead somewhere from a pager. */ -}}
{{- define "is.groups" -}}
{{- $base := .Values.prometheusRule.runbookBase -}}
{{- $groups := list -}}
{{- range tuple "files/recording.yml" "files/alerts.yml" -}}
{{- $text := $.Files.Get . -}}
{{- if $base -}}{{- $text = $text | replace "runbook_url: docs/runbooks/" (printf "runbook_url: %s/docs/runbooks/" (trimSuffix "/" $base)) -}}{{- end -}}
{{- $groups = concat $groups (fromYaml $text).groups -}}
{{- end -}}
{{- toYaml $groups -}}
{{- end }}
