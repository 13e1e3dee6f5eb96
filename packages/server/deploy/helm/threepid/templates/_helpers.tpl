{{- define "threepid.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "threepid.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "threepid.labels" -}}
{{ include "threepid.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "threepid.serviceAccount" -}}
{{- default (include "threepid.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "threepid.image" -}}
{{- $repository := required "image.repository: name your image" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Settings of the chart's own that a typo would set twice, and a storage that replicas can't share. */}}
{{- define "threepid.check" -}}
{{- range $name := list "PORT" "HOST" "THREEPID_METRICS" "NODE_ENV" -}}
{{- if hasKey $.Values.settings $name -}}{{- fail (printf "settings.%s: the chart sets it" $name) -}}{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.settings -}}
{{- if regexMatch "SECRET|TOKEN|PASSWORD|AUTHORIZATION|SIGNING_KEY|WEBHOOK_URL|OTLP_HEADERS" $name -}}{{- fail (printf "settings.%s: it belongs into the Secret that secret.existing names" $name) -}}{{- end -}}
{{- if regexMatch "://[^/]*@" (toString $value) -}}{{- fail (printf "settings.%s: a URL with a password belongs into the Secret that secret.existing names" $name) -}}{{- end -}}
{{- end -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) (add .Values.preStopSeconds 26 | int) -}}
{{- fail "terminationGracePeriodSeconds: must be preStopSeconds and 26 more, for what the server still answers" -}}
{{- end -}}
{{- $several := or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}
{{- if and $several (eq (get .Values.settings "THREEPID_STORAGE" | toString) "memory") -}}
{{- fail "replicas: several can't share the memory storage; set THREEPID_STORAGE to a Redis" -}}
{{- end -}}
{{- end -}}
