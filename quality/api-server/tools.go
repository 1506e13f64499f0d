//go:build tools

// Package apiserver pins the server programs that the live tests start for real.
package apiserver

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
